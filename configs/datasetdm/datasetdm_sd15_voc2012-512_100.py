# DatasetDM on PASCAL VOC 2012 with Stable Diffusion 1.5, 512 px, from 100
# labelled images: the paper's schedule. The list, five images chosen for each
# class (section 4.2), then the training:
#
#   python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
#       --dataset mmseg.PascalVOCDataset --split train --out train_100 \
#       --count-once --take 5 all
#   python tools/train.py configs/datasetdm/datasetdm_sd15_voc2012-512_100.py
#
# Not run: VOC and the weights are not at hand. The paper trains for 20 hours
# on one V100. With random weights of this size
# (tools/model_converters/random_base_model.py --arch sd15) a training step
# was measured at 16 s on one CPU core and 5.6 GB of memory, float32. The
# paper reports what a segmenter learns from the samples: Mask2Former R50 has
# 60.3 mIoU from 40k samples alone, 43.4 from the 100 real images.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/datasetdm_sd15.py',
    '../_base_/synthesis/voc.py'
]
default_scope = 'mmseg'

num_classes = 21
model = dict(
    metainfo='mmseg.PascalVOCDataset',
    prompt_names=dict(
        diningtable='dining table',
        pottedplant='potted plant',
        tvmonitor='tv monitor'))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
]
train_pipeline = [*load, *_base_.augment]
test_pipeline = [
    load[0],
    dict(type='Resize', scale={{_base_.size}}, keep_ratio=True),
    load[1],
    dict(type='PackSegInputs')
]

dataset = dict(
    type='PascalVOCDataset',
    data_root='data/VOCdevkit/VOC2012',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(dataset=dict(
    **dataset,
    ann_file='ImageSets/Segmentation/train_100.txt',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=test_pipeline))
test_dataloader = dict(
    **_base_.val_dataloader, dataset=val_dataloader['dataset'])
val_evaluator = [
    dict(type='mmflexgen.PresentClassIoU', prefix='given'),
    dict(type='mmflexgen.PresentClassIoU', prefix='not_given',
         restrict=False, logits_key='seg_logits_none')
]
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))
