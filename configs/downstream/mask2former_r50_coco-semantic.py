# mmseg's Mask2Former with ResNet-50 on COCO 2017 in 80 classes and the
# background, from all real images; from FreeGen's samples:
# configs/comparisons/coco_freegen_mask2former-r50.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-semantic.py 8
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    './mask2former_r50_voc2012-512.py', '../_base_/datasets/coco_semantic.py'
]

num_classes = 81
model = dict(decode_head=dict(
    num_classes=num_classes,
    loss_cls=dict(class_weight=[1.0] * num_classes + [0.1])))

augment = _base_.train_pipeline[2:]
train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.coco_train,
    pipeline=[*_base_.coco_load, *augment]))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.coco_val,
    pipeline=[
        _base_.coco_load[0], _base_.test_pipeline[1], *_base_.coco_load[1:],
        dict(type='PackSegInputs')
    ]))
test_dataloader = val_dataloader

# mmseg's shortest schedule for COCO-Stuff.
max_iters = 80000
param_scheduler = [dict(_base_.param_scheduler[0], end=max_iters)]
train_cfg = dict(max_iters=max_iters, val_interval=8000)
