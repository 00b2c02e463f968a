# mmdet's Mask2Former with ResNet-50 on COCO, from 400 real images, all objects
# of one class (DatasetDM, table 2: 4.4 AP real only). The files, then the
# training:
#
#   for name in train2017_400 val2017; do
#     python tools/dataset_converters/coco_subset.py \
#         data/coco/annotations/instances_$name.json --one-class object \
#         --out data/coco/annotations/instances_${name}_object.json
#   done
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco_400_class-agnostic.py 8
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './mask2former_r50_coco_400.py'

model = dict(
    panoptic_head=dict(
        num_things_classes=1, loss_cls=dict(class_weight=[1.0, 0.1])),
    panoptic_fusion_head=dict(num_things_classes=1))
metainfo = dict(classes=('object', ))
_val_file = 'annotations/instances_val2017_object.json'
train_dataloader = dict(dataset=dict(
    metainfo=metainfo,
    ann_file='annotations/instances_train2017_400_object.json'))
val_dataloader = dict(dataset=dict(metainfo=metainfo, ann_file=_val_file))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file='data/coco/' + _val_file)
test_evaluator = val_evaluator
