# Domain generalization (DatasetDM, table 15): trained on Cityscapes or
# ADE20K, or on samples of DatasetDM, tested on PASCAL VOC val. Mask2Former
# R50 on car, person and motorbike; the paper's mIoU: 29.2 from Cityscapes,
# 68.0 from ADE20K, 73.6 from DatasetDM. It says neither which
# samples these are (here: those of the generator of 100 images of VOC) nor
# which images of VOC (here: its train.txt).
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_domain.py \
#       --out work_dirs/comparisons/voc2012_domain --launcher pytorch
#
# Twelve runs; the samples serve both settings, so three of them are repeated.
# Not run: it wants data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_car-person-motorbike.py',
    '../_base_/comparisons/domain.py'
]

_load, _data = _base_.shared_load, _base_.shared_data
comparison = dict(settings=[
    dict(
        _base_.domain_synthetic,
        name=name,
        real=dict(_data[f'{key}_train'],
                  pipeline=[*_load[key], *_base_.augment]),
        synthetic=dict(_data.voc2012_synthetic,
                       pipeline=[*_load.voc2012, *_base_.augment]))
    for key, name in (('cityscapes', 'Cityscapes'), ('ade20k', 'ADE20K'))
])
