# All real images of PASCAL VOC 2012 (with SBD's) with and without 40,000
# samples of a generator trained on 100 (DatasetDM, table 3, Mask2Former
# Swin-B: 84.3 mIoU real only, 85.4 joint). Six runs.
#
# The paper counts 11.5k real images; the list trainaug.txt has 10,582. Its
# labels, by mmseg's tools/dataset_converters/voc_aug.py, VOC's own where it
# has them, then the table:
#
#   cp data/VOCdevkit/VOC2012/SegmentationClass/*.png \
#       data/VOCdevkit/VOC2012/SegmentationClassAug/
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_full.py \
#       --out work_dirs/comparisons/voc2012_swin-b_full --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

_hundred = _base_.comparison.settings[0]
comparison = dict(
    rows=('real', 'joint'),
    settings=[
        dict(_hundred, name='all real images', real=dict(
            ann_file='ImageSets/Segmentation/trainaug.txt',
            data_prefix=dict(img_path='JPEGImages',
                             seg_map_path='SegmentationClassAug')))
    ])
