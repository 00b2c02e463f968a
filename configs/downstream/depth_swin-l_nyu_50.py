# mmseg's depth estimator, Swin-L and VPD's head, on NYU Depth V2, from 50 real
# images. The paper's table 13 has DepthFormer on the same backbone: an
# absolute relative error of 0.31 real only. mmseg has neither it nor another
# depth model that runs without Stable Diffusion's original code.
#
#   bash tools/dist_train.sh configs/downstream/depth_swin-l_nyu_50.py 4
#
# Not run: it wants NYU, weights and GPUs.
_base_ = [
    'mmseg::_base_/datasets/nyu.py', 'mmseg::_base_/default_runtime.py',
    'mmseg::_base_/schedules/schedule_25k.py'
]
default_scope = 'mmseg'

crop_size = (480, 480)
model = dict(
    type='DepthEstimator',
    data_preprocessor=dict(
        type='SegDataPreProcessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
        pad_val=0,
        # What is padded has no known depth.
        seg_pad_val=0,
        size=crop_size),
    backbone=dict(
        type='SwinTransformer',
        pretrain_img_size=384,
        embed_dims=192,
        depths=[2, 2, 18, 2],
        num_heads=[6, 12, 24, 48],
        window_size=12,
        drop_path_rate=0.3,
        patch_norm=True,
        # ImageNet-22k weights in mmseg's form, fetched once by hand:
        # https://download.openmmlab.com/mmsegmentation/v0.5/pretrain/swin/
        # swin_large_patch4_window12_384_22k_20220412-6580f57d.pth
        init_cfg=dict(
            type='Pretrained',
            checkpoint='checkpoints/swin_large_patch4_window12_384_22k_'
            '20220412-6580f57d.pth')),
    decode_head=dict(
        type='VPDDepthHead',
        in_channels=[192, 384, 768, 1536],
        # From a sixteenth to the full size.
        num_deconv_layers=2,
        num_deconv_filters=(32, 32),
        max_depth=10.0),
    train_cfg=dict(),
    test_cfg=dict(mode='whole'))

# The stock pipeline's colours need albumentations; these do not.
train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3),
    dict(type='RandomFlip', prob=0.5),
    dict(type='RandomCrop', crop_size=crop_size),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs')
]
train_dataloader = dict(dataset=dict(
    # As in configs/datasetdm/datasetdm-depth_sd15_nyu-512_50.py.
    indices=list(range(0, 24231, 485)),
    pipeline=train_pipeline))

# A tenth of the rate of VPD, whose head alone learns at the full rate.
optim_wrapper = dict(optimizer=dict(lr=1e-4))
