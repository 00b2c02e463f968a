# DatasetDM's pose decoder on COCO with Stable Diffusion 1.5, 512 px, from 800
# labelled images with people. The list, the training and the samples:
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco/annotations/person_keypoints_train2017.json \
#       --per-class 800 \
#       --out data/coco/annotations/person_keypoints_train2017_800.json
#   python tools/train.py \
#       configs/datasetdm/datasetdm-pose_sd15_coco-512_800.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-pose_sd15_coco-512_800.py \
#       work_dirs/datasetdm-pose_sd15_coco-512_800/iter_50000.pth \
#       --num 80000 --out data/coco_pose_synth_800
#
# 80,000 samples are the paper's tables 1, 6 and 7; section 4.1 says 30,000.
# The decoder predicts one pose per image, so of the 800 it is trained on those
# that show one person.
#
# Not run: COCO and the weights are not at hand. The paper reports what HRNet
# learns (table 7, W32, 256 x 192): 13.4 AP from 80k samples alone, 42.4 from
# the 800 real images, 47.5 from both.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/datasetdm_sd15_coco.py',
    '../_base_/synthesis/coco.py'
]
default_scope = 'mmdet'

model = dict(
    metainfo='mmflexgen.CocoKeypointsDataset',
    decoders=dict(pose=dict(
        type='mmflexgen.PDecoder', head=dict(type='mmflexgen.PoseHead'))))

# Appendix A.3: scaling, crop, flip and rotation.
train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='RandomResize', scale={{_base_.size}}, ratio_range=(0.75, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size={{_base_.size}}),
    dict(type='RandomFlip', prob=0.5),
    dict(type='Rotate', prob=0.5, max_mag=30.0),
    dict(type='mmflexgen.PackPoseInputs')
]
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='Resize', scale={{_base_.size}}, keep_ratio=True),
    dict(type='mmflexgen.PackPoseInputs', as_annotated=True,
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_dataset = dict(
    type='mmflexgen.CocoKeypointsDataset',
    data_root='data/coco',
    single_person=True)
train_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img='train2017'),
    ann_file='annotations/person_keypoints_train2017_800.json',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img='val2017'),
    ann_file='annotations/person_keypoints_val2017.json',
    test_mode=True,
    pipeline=test_pipeline))
test_dataloader = dict(
    **_base_.val_dataloader, dataset=val_dataloader['dataset'])
val_evaluator = dict(type='mmflexgen.CocoKeypointMetric')
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))

synthesis = dict(
    source=dict(builder=dict(
        path='{{ fileDirname }}/../prompts/people.txt')),
    exporters=[dict(
        type='mmflexgen.COCOInstanceExporter',
        keypoint_class='person',
        consumer=dict(type='mmdet.CocoDataset'))])
