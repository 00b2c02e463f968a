# FlexDataset's depth decoder (VAG Plan A, Depth-Anything's neck and head) with
# Stable Diffusion 1.5, 512 px, tuned on what Plan B says: a folder of images
# that FlexDataset drew of COCO-Stuff's layouts and a whole depth model
# labelled. Compositions come from its manifest.
#
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_coco-512_400.py \
#       --num 80000 --out data/coco_flexdataset_400_plan-b
#   python tools/train.py \
#       configs/flexdataset/flexdataset-depth_sd15_coco-512_plan-b.py
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/flexdataset-depth_sd15_coco-512_plan-b.py \
#       work_dirs/flexdataset-depth_sd15_coco-512_plan-b/iter_50000.pth \
#       --num 35000 --out data/coco_flexdataset-depth
#
# Not run yet: neither the data nor the weights are at hand. The paper reports
# the error of what a depth estimator learns from 35k samples (table 6): 0.17,
# and 0.20 with Plan B's labels. With the folder of a released model,
#   --cfg-options model.decoders.depth.pretrained=FOLDER
# gives neck and head their weights. 50,000 iterations are DatasetDM's.
_base_ = './flexdataset_sd15_coco-512_400.py'
default_scope = 'mmseg'

plan_b = 'data/coco_flexdataset_400_plan-b'
model = dict(
    decoders=dict(depth=dict(
        type='mmflexgen.DepthAnythingDecoder', max_depth=10.0)),
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=(512, 512),
        # What is padded has no known depth.
        seg_pad_val=0))

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3),
    dict(type='mmflexgen.LoadBoxes', layouts=dict(
        type='mmflexgen.ManifestLayouts', data_root=plan_b,
        img_prefix='images/train')),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs', meta_keys=(
        'img_path', 'ori_shape', 'img_shape', 'gt_bboxes',
        'box_categories'))
]
train_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type='NYUDataset',
        data_root=plan_b,
        data_prefix=dict(img_path='images/train',
                         depth_map_path='annotations/train'),
        pipeline=train_pipeline))

optim_wrapper = dict(
    type='OptimWrapper', optimizer=dict(type='AdamW', lr=1e-4))
train_cfg = dict(type='IterBasedTrainLoop', max_iters=50000)
default_hooks = dict(checkpoint=dict(interval=5000))
auto_scale_lr = dict(enable=False, base_batch_size=1)

synthesis = dict(
    exporters=[dict(type='mmflexgen.NYUDepthExporter')])
