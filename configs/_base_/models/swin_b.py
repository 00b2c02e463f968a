# Swin-B for mmseg's Mask2Former, and its learning rates.
_depths = [2, 2, 18, 2]
swin_b = dict(
    type='SwinTransformer',
    pretrain_img_size=384,
    embed_dims=128,
    depths=_depths,
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
        '20220317-e5c09f74.pth'))
swin_b_channels = [128, 256, 512, 1024]

# Mask2Former's: no decay for norms, embeddings and position biases. The
# backbone learns at a tenth of the rate.
_norm = dict(lr_mult=0.1, decay_mult=0.0)
swin_b_rates = {
    'backbone': dict(lr_mult=0.1, decay_mult=1.0),
    'backbone.patch_embed.norm': _norm,
    'backbone.norm': _norm,
    'relative_position_bias_table': _norm,
    **{f'backbone.stages.{stage}.blocks.{block}.norm': _norm
       for stage, count in enumerate(_depths) for block in range(count)},
    **{f'backbone.stages.{stage}.downsample.norm': _norm
       for stage in range(len(_depths) - 1)},
    'query_embed': dict(lr_mult=1.0, decay_mult=0.0),
    'query_feat': dict(lr_mult=1.0, decay_mult=0.0),
    'level_embed': dict(lr_mult=1.0, decay_mult=0.0),
}
