# DatasetDM on Cityscapes (19 classes) with Stable Diffusion 1.5, 512 px, from
# 9 labelled images. The list, the training, the samples:
#
#   python tools/dataset_converters/cityscapes_few.py data/cityscapes --num 9
#   python tools/train.py configs/datasetdm/datasetdm_sd15_cityscapes-512_9.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm_sd15_cityscapes-512_9.py \
#       work_dirs/datasetdm_sd15_cityscapes-512_9/iter_50000.pth \
#       --num 38000 --out data/cityscapes_synth_9
#
# Not run: Cityscapes and the weights are not at hand. The paper does not say
# which 9 images, and reports what a segmenter learns (table 8, Mask2Former
# R50): 36.8 mIoU real only, 34.2 from 38k samples alone, 42.1 joint
# (configs/comparisons/cityscapes_mask2former-r50.py).
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/datasetdm_sd15.py',
    '../_base_/synthesis/cityscapes.py'
]
default_scope = 'mmseg'

model = dict(metainfo='mmseg.CityscapesDataset')

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=19)
]
dataset = dict(type='CityscapesDataset', data_root='data/cityscapes')
train_dataloader = dict(dataset=dict(
    **dataset,
    data_prefix=dict(img_path='leftImg8bit/train',
                     seg_map_path='gtFine/train'),
    ann_file='train_9.txt',
    pipeline=[*load, *_base_.augment]))
# Twice as wide as high, it is padded to the square that the base model sees.
resize = dict(type='Resize', scale={{_base_.size}}, keep_ratio=True)
val_dataloader = dict(dataset=dict(
    **dataset,
    data_prefix=dict(img_path='leftImg8bit/val', seg_map_path='gtFine/val'),
    pipeline=[load[0], resize, load[1], dict(type='PackSegInputs')]))
test_dataloader = dict(
    **_base_.val_dataloader, dataset=val_dataloader['dataset'])
val_evaluator = [
    # The first class is no background: no class is in every image.
    dict(type='mmflexgen.PresentClassIoU', prefix='given', always_allowed=()),
    dict(type='mmflexgen.PresentClassIoU', prefix='not_given',
         restrict=False, logits_key='seg_logits_none')
]
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))
