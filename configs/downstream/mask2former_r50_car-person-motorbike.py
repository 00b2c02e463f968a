# mmseg's Mask2Former with ResNet-50 on three classes that PASCAL VOC,
# Cityscapes and ADE20K share, for domain generalization (DatasetDM, table
# 15); here on PASCAL VOC. Other data: configs/comparisons/*_domain.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_car-person-motorbike.py 8
#
# Not run: it wants data, weights and GPUs. mIoU/shared is the mean of the
# three classes, without the background, as in the paper's table.
_base_ = [
    './mask2former_r50_voc2012-512.py',
    '../_base_/datasets/car_person_motorbike.py'
]

num_classes = 4
model = dict(decode_head=dict(
    num_classes=num_classes,
    loss_cls=dict(class_weight=[1.0] * num_classes + [0.1])))
augment = _base_.train_pipeline[2:]
resize = _base_.test_pipeline[1]
train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.shared_data.voc2012_train,
    pipeline=[*_base_.shared_load.voc2012, *augment]))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.shared_data.voc2012_val,
    pipeline=[
        _base_.shared_load.voc2012[0], resize,
        *_base_.shared_load.voc2012[1:], dict(type='PackSegInputs')
    ]))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(shared=_base_.shared_metainfo.classes[1:]))
test_evaluator = val_evaluator
