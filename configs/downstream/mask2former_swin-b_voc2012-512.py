# mmseg's Mask2Former with Swin-B on PASCAL VOC 2012, from 100 real images
# (DatasetDM, tables 1 and 11: 65.2 mIoU real only, 78.5 joint).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-b_voc2012-512.py 8
#
# Not run here: it wants VOC, weights and GPUs.
_base_ = './mask2former_r50_voc2012-512.py'

depths = [2, 2, 18, 2]
model = dict(
    backbone=dict(
        _delete_=True,
        type='SwinTransformer',
        pretrain_img_size=384,
        embed_dims=128,
        depths=depths,
        num_heads=[4, 8, 16, 32],
        window_size=12,
        drop_path_rate=0.3,
        patch_norm=True,
        # ImageNet-22k weights in mmseg's form, fetched once by hand:
        # https://download.openmmlab.com/mmsegmentation/v0.5/pretrain/swin/
        # swin_base_patch4_window12_384_22k_20220317-e5c09f74.pth
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/swin_base_patch4_window12_384_22k_'
            '20220317-e5c09f74.pth')),
    decode_head=dict(in_channels=[128, 256, 512, 1024]))

# Mask2Former's: no decay for norms, embeddings and position biases. The
# backbone learns at a tenth of the rate.
_norm = dict(lr_mult=0.1, decay_mult=0.0)
custom_keys = {
    'backbone': dict(lr_mult=0.1, decay_mult=1.0),
    'backbone.patch_embed.norm': _norm,
    'backbone.norm': _norm,
    'relative_position_bias_table': _norm,
    **{f'backbone.stages.{stage}.blocks.{block}.norm': _norm
       for stage, count in enumerate(depths) for block in range(count)},
    **{f'backbone.stages.{stage}.downsample.norm': _norm
       for stage in range(len(depths) - 1)},
    'query_embed': dict(lr_mult=1.0, decay_mult=0.0),
    'query_feat': dict(lr_mult=1.0, decay_mult=0.0),
    'level_embed': dict(lr_mult=1.0, decay_mult=0.0),
}
optim_wrapper = dict(
    paramwise_cfg=dict(_delete_=True, custom_keys=custom_keys,
                       norm_decay_mult=0.0))
