# COCO's objects for instance decoders, 512 px: learnt from 400 images, written
# with COCO's own ids. These are parts, as in shapesworld_instances.py.
_size = (512, 512)
_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True,
         poly2mask=True)
]
# DatasetDM's appendix A.3: random scaling and a crop of 512 px.
instance_train_pipeline = [
    *_load,
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=_size, recompute_bbox=True,
         allow_negative_crop=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackDetInputs')
]
instance_test_pipeline = [
    _load[0],
    # For the names in DatasetDM's prompts, and FlexDataset's compositions,
    # whose boxes Resize moves with the image.
    dict(type='LoadAnnotations', with_bbox=True),
    dict(type='Resize', scale=_size, keep_ratio=True),
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_coco = dict(type='CocoDataset', data_root='data/coco')
instance_dataset = dict(
    **_coco,
    data_prefix=dict(img='train2017'),
    # The papers do not say which 400; these have five for each class:
    #   python tools/dataset_converters/coco_subset.py \
    #       data/coco/annotations/instances_train2017.json --per-class 5 \
    #       --out data/coco/annotations/instances_train2017_400.json
    ann_file='annotations/instances_train2017_400.json',
    pipeline=instance_train_pipeline)
_val_file = 'annotations/instances_val2017.json'
instance_val_dataset = dict(
    **_coco,
    data_prefix=dict(img='val2017'),
    ann_file=_val_file,
    test_mode=True,
    pipeline=instance_test_pipeline)
instance_metric = dict(
    type='CocoMetric', metric='segm', ann_file='data/coco/' + _val_file)
instance_exporter = dict(
    type='mmflexgen.COCOInstanceExporter',
    # COCO's own ids; these ten it does not use.
    category_ids=[
        number for number in range(1, 91)
        if number not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)],
    consumer=dict(type='mmdet.CocoDataset'))
