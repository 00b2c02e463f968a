# The paper's table on COCO instances (table 2): Mask2Former R50, 400 real and
# 80,000 synthetic images, all objects of one class. AP of DatasetDM: 4.4 real
# only, 12.2 synthetic only, 14.8 joint. Nine runs.
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco_synth_400/annotations/instances_train.json \
#       --one-class object \
#       --out data/coco_synth_400/annotations/instances_train_object.json
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/coco_mask2former-r50_class-agnostic.py \
#       --out work_dirs/comparisons/coco_class-agnostic --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_coco_400_class-agnostic.py',
    '../_base_/comparisons/coco.py'
]

comparison = dict(settings=[
    dict(
        _base_.comparison.settings[0],
        name='400 real images, one class',
        real=dict(
            ann_file='annotations/instances_train2017_400_object.json'),
        synthetic=dict(
            _base_.comparison.settings[0].synthetic,
            ann_file='annotations/instances_train_object.json'))
])
