# DatasetDM's depth decoder on KITTI with Stable Diffusion 1.5, 512 px, up to
# 80 m, from 50 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-depth_sd15_kitti-512_50.py
#
# mmseg has no class for KITTI's depth; its NYUDataset reads any two folders
# of images and depth maps of the same names:
#
#   data/kitti/images/train/2011_09_26_drive_0001_sync_02_0000000005.png
#   data/kitti/annotations/train/2011_09_26_drive_0001_sync_02_0000000005.png
#   (images/val and annotations/val likewise)
#
# KITTI's maps are sparse and have 256 steps to a metre; 0 is unknown.
#
# Not run: KITTI and the weights are not at hand. The paper has no figures on
# KITTI.
_base_ = './datasetdm-depth_sd15_nyu-512_50.py'

model = dict(
    # Its classes are those that the prompts name.
    metainfo='mmseg.CityscapesDataset',
    prompt_names=dict(_delete_=True),
    decoders=dict(depth=dict(head=dict(max_depth=80.0))))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1 / 256)
]
train_pipeline = [load[0], load[1], *_base_.train_pipeline[2:]]
test_pipeline = [
    load[0], _base_.test_pipeline[1], load[1], _base_.test_pipeline[3]
]
_dataset = dict(data_root='data/kitti', img_suffix='.png')
train_dataloader = dict(dataset=dict(
    **_dataset,
    # The first 50; put those that you choose into a folder of their own.
    indices=50,
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img_path='images/val', depth_map_path='annotations/val'),
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='DepthMetric', min_depth_eval=1e-3,
    max_depth_eval=80.0)
test_evaluator = val_evaluator

synthesis = dict(
    source=dict(builder=dict(
        path='{{ fileDirname }}/../prompts/cityscapes.txt')),
    exporters=[dict(
        type='mmflexgen.NYUDepthExporter',
        # As KITTI's own, so that one pipeline reads both; millimetres would
        # end at 65 m.
        steps_per_metre=256,
        img_suffix='.png')])
