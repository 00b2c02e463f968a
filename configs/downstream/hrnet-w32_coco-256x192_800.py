# Top-down pose estimation on COCO from 800 real images: mmseg's HRNet-W32 with
# a heatmap per joint, 256 x 192 (DatasetDM, table 7: 42.4 AP real only).
#
#   bash tools/dist_train.sh \
#       configs/downstream/hrnet-w32_coco-256x192_800.py 4
#
# The file of 800 images is written by the command in
# configs/datasetdm/datasetdm-pose_sd15_coco-512_800.py. Persons are cut out by
# their annotated boxes, in testing too; HRNet's figures for COCO have those of
# a detector, and the paper does not say.
#
# Not run: it wants COCO, weights and GPUs.
_base_ = '../_base_/default_runtime.py'
default_scope = 'mmdet'

keypoints = (
    'nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
    'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
    'left_wrist', 'right_wrist', 'left_hip', 'right_hip', 'left_knee',
    'right_knee', 'left_ankle', 'right_ankle')
model = dict(
    type='mmflexgen.TopDownPoseEstimator',
    data_preprocessor=dict(
        type='DetDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True),
    backbone=dict(
        type='mmseg.HRNet',
        norm_cfg=dict(type='BN', requires_grad=True),
        # The finest alone; DDP wants every weight to be used.
        multiscale_output=False,
        extra=dict(
            stage1=dict(num_modules=1, num_branches=1, block='BOTTLENECK',
                        num_blocks=(4, ), num_channels=(64, )),
            stage2=dict(num_modules=1, num_branches=2, block='BASIC',
                        num_blocks=(4, 4), num_channels=(32, 64)),
            stage3=dict(num_modules=4, num_branches=3, block='BASIC',
                        num_blocks=(4, 4, 4), num_channels=(32, 64, 128)),
            stage4=dict(num_modules=3, num_branches=4, block='BASIC',
                        num_blocks=(4, 4, 4, 4),
                        num_channels=(32, 64, 128, 256))),
        # ImageNet weights in OpenMMLab's form, fetched once by hand:
        # https://download.openmmlab.com/pretrain/third_party/
        # hrnetv2_w32-dc9eeb4f.pth
        init_cfg=dict(type='Pretrained',
                      checkpoint='checkpoints/hrnetv2_w32-dc9eeb4f.pth')),
    in_channels=32,
    keypoints=keypoints)

crop_size = (256, 192)
train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.CropPerson', size=crop_size, scale=0.35, rotate=45.,
         flip_prob=0.5),
    dict(type='mmflexgen.PackPoseInputs')
]
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.CropPerson', size=crop_size),
    dict(type='mmflexgen.PackPoseInputs', as_annotated=True,
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape',
                    'homography_matrix'))
]
dataset = dict(type='mmflexgen.CocoPersonsDataset', data_root='data/coco')
train_dataloader = dict(
    batch_size=32,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset,
        data_prefix=dict(img='train2017'),
        ann_file='annotations/person_keypoints_train2017_800.json',
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=32,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        **dataset,
        data_prefix=dict(img='val2017'),
        ann_file='annotations/person_keypoints_val2017.json',
        test_mode=True,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmflexgen.CocoKeypointMetric')
test_evaluator = val_evaluator

# HRNet's optimizer and steps (170 and 200 of 210 epochs); the paper does not
# say how long it trains on so few images.
max_iters = 40000
optim_wrapper = dict(
    type='OptimWrapper', optimizer=dict(type='Adam', lr=1e-3))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, end=500),
    dict(type='MultiStepLR', milestones=[32381, 38095], gamma=0.1,
         by_epoch=False)
]
train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=max_iters, val_interval=4000)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
default_hooks = dict(checkpoint=dict(interval=4000))
