# mmseg's Mask2Former with ResNet-50 on Cityscapes' humans and vehicles, from
# all 2,975 real images (FreeGen, table 3: 89.0 mIoU).
#
#   C=configs/downstream
#   bash tools/dist_train.sh \
#       $C/mask2former_r50_cityscapes-512x1024_human-vehicle.py 8
#
# Not run: it wants Cityscapes, weights and GPUs. mIoU/pair is the mean of the
# two, without the background, as in the paper's table.
_base_ = [
    './mask2former_r50_cityscapes-512x1024.py',
    '../_base_/datasets/cityscapes_human-vehicle.py'
]

num_classes = 3
model = dict(decode_head=dict(
    num_classes=num_classes,
    loss_cls=dict(class_weight=[1.0] * num_classes + [0.1])))
train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.pair_dataset,
    data_prefix={{_base_.train_prefix}},
    ann_file='',
    pipeline=[*_base_.pair_load, *_base_.augment]))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.pair_dataset,
    data_prefix={{_base_.val_prefix}},
    pipeline=[
        _base_.pair_load[0], {{_base_.resize}}, *_base_.pair_load[1:],
        dict(type='PackSegInputs')
    ]))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(pair=_base_.pair_metainfo.classes[1:]))
test_evaluator = val_evaluator
