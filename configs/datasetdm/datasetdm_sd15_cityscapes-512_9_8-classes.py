# DatasetDM on Cityscapes in 8 classes (table 10) with Stable Diffusion 1.5,
# 512 px, from the 9 images of datasetdm_sd15_cityscapes-512_9.py:
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm_sd15_cityscapes-512_9_8-classes.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm_sd15_cityscapes-512_9_8-classes.py \
#       work_dirs/datasetdm_sd15_cityscapes-512_9_8-classes/iter_50000.pth \
#       --num 38000 --out data/cityscapes_synth_9_8-classes
#
# Not run: Cityscapes and the weights are not at hand. The paper (table 8,
# Mask2Former R50): 71.5 mIoU real only, 69.5 from 38k samples alone, 76.7
# joint (configs/comparisons/cityscapes_mask2former-r50_8-classes.py). Its
# appendix B.4 speaks of 9 classes; its tables have 8.
_base_ = [
    './datasetdm_sd15_cityscapes-512_9.py',
    '../_base_/datasets/cityscapes_8-classes.py'
]

model = dict(
    metainfo=dict(_delete_=True, **_base_.coarse_metainfo),
    # A word of the prompts for each class; the paper does not say which.
    prompt_names=dict(construction='building', object='pole',
                      nature='vegetation', human='person', vehicle='car'))

train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.coarse_dataset,
    data_prefix={{_base_.train_dataloader.dataset.data_prefix}},
    ann_file='train_9.txt',
    pipeline=[*_base_.coarse_load, *_base_.augment]))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.coarse_dataset,
    data_prefix={{_base_.val_dataloader.dataset.data_prefix}},
    pipeline=[
        _base_.coarse_load[0], {{_base_.resize}}, *_base_.coarse_load[1:],
        dict(type='PackSegInputs')
    ]))
test_dataloader = val_dataloader
val_evaluator = [
    dict(type='mmflexgen.PresentClassIoU', prefix='given'),
    dict(type='mmflexgen.PresentClassIoU', prefix='not_given',
         restrict=False, logits_key='seg_logits_none')
]
test_evaluator = val_evaluator

synthesis = dict(exporters=[dict(
    type='mmflexgen.CityscapesExporter',
    consumer=dict(type='mmseg.BaseSegDataset',
                  seg_map_suffix='_gtFine_labelTrainIds.png'))])
