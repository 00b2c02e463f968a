# Swin-L for mmdet's Mask2Former; its learning rates are those of Swin-B.
_base_ = './swin_b.py'

swin_l = dict(
    _base_.swin_b,
    embed_dims=192,
    num_heads=[6, 12, 24, 48],
    # ImageNet-22k weights in Swin's own form, fetched once by hand:
    # https://github.com/SwinTransformer/storage/releases/download/v1.0.0/
    # swin_large_patch4_window12_384_22k.pth
    convert_weights=True,
    init_cfg=dict(
        type='Pretrained',
        checkpoint='checkpoints/swin_large_patch4_window12_384_22k.pth'))
swin_l_channels = [192, 384, 768, 1536]
