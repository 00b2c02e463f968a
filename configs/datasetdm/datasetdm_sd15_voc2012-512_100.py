# DatasetDM on PASCAL VOC 2012 with Stable Diffusion 1.5, 512 px, from 100
# labelled images: the paper's schedule.
#
#   python tools/train.py configs/datasetdm/datasetdm_sd15_voc2012-512_100.py
#
# The paper trains for 20 hours on one V100. With random weights of this size
# (tools/model_converters/random_base_model.py --arch sd15) a training step
# was measured at 16 s on one CPU core and 5.6 GB of memory, float32. The
# paper reports what a segmenter learns from the samples: Mask2Former R50 has
# 60.3 mIoU from 40k samples alone, 43.4 from the 100 real images.
_base_ = ['../_base_/default_runtime.py', '../_base_/synthesis/voc.py']
default_scope = 'mmseg'

num_classes = 21
size = (512, 512)
model = dict(
    type='mmflexgen.DatasetDM',
    metainfo='mmseg.PascalVOCDataset',
    prompt_names=dict(
        diningtable='dining table',
        pottedplant='potted plant',
        tvmonitor='tv monitor'),
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-v1-5',
        num_inference_steps=50,
        guidance_scale=7.5),
    decoders=dict(semantic=dict(
        type='mmflexgen.PDecoder', head=dict(type='mmflexgen.SemanticHead'))),
    class_names=['given', 'none'],
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size,
        test_cfg=dict(size=size)))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
]
# Appendix A.3: random scaling and a crop of 512 px.
train_pipeline = [
    *load,
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs')
]
test_pipeline = [
    load[0],
    dict(type='Resize', scale=size, keep_ratio=True),
    load[1],
    dict(type='PackSegInputs')
]

dataset = dict(
    type='PascalVOCDataset',
    data_root='data/VOCdevkit/VOC2012',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset,
        # 100 names of ImageSets/Segmentation/train.txt; the paper does not
        # say which.
        ann_file='ImageSets/Segmentation/train_100.txt',
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        **dataset,
        ann_file='ImageSets/Segmentation/val.txt',
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='mmflexgen.PresentClassIoU', prefix='given'),
    dict(type='mmflexgen.PresentClassIoU', prefix='not_given',
         restrict=False, logits_key='seg_logits_none')
]
test_evaluator = val_evaluator

# Section 4.1. Appendix A.3 has Adam at 1e-3 instead:
#   --cfg-options optim_wrapper.optimizer.type=Adam \
#       optim_wrapper.optimizer.lr=1e-3
optim_wrapper = dict(
    type='OptimWrapper', optimizer=dict(type='AdamW', lr=1e-4))
train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=50000, val_interval=5000)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
default_hooks = dict(checkpoint=dict(interval=5000))
auto_scale_lr = dict(enable=False, base_batch_size=1)
