# Domain generalization (DatasetDM, table 15): trained on PASCAL VOC or
# ADE20K, or on samples of DatasetDM, tested on Cityscapes val. Mask2Former
# R50 on car, person and motorbike; the paper's mIoU: 50.2 from PASCAL VOC,
# 60.1 from ADE20K, 52.4 from DatasetDM. It says neither which
# samples these are (here: those of the generator of 100 images of VOC) nor
# which images of VOC (here: its train.txt).
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_domain.py \
#       --out work_dirs/comparisons/cityscapes_domain --launcher pytorch
#
# Twelve runs; the samples serve both settings, so three of them are repeated.
# Not run: it wants data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_car-person-motorbike.py',
    '../_base_/comparisons/domain.py'
]

_test = _base_.shared_load.cityscapes
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.shared_data.cityscapes_val,
    pipeline=[
        _test[0], _base_.resize, *_test[1:], dict(type='PackSegInputs')
    ]))
test_dataloader = val_dataloader

_load, _data = _base_.shared_load, _base_.shared_data
comparison = dict(settings=[
    dict(
        _base_.domain_synthetic,
        name=name,
        real=dict(_data[f'{key}_train'],
                  pipeline=[*_load[key], *_base_.augment]),
        synthetic=dict(_data.voc2012_synthetic,
                       pipeline=[*_load.voc2012, *_base_.augment]))
    for key, name in (('voc2012', 'PASCAL VOC'), ('ade20k', 'ADE20K'))
])
