# All real images of PASCAL VOC 2012 (with SBD's) with and without 40,000
# samples of FlexDataset (table 4, Mask2Former Swin-B: 84.3 mIoU real only,
# 88.1 joint). Six runs. voc2012_mask2former-swin-b_full.py says how to make
# the folder of labels.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_voc2012_mask2former-swin-b_full.py \
#       --out work_dirs/comparisons/flexdataset_voc2012_swin-b_full \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/flexdataset_voc2012.py'
]

comparison = dict(
    rows=('real', 'joint'),
    settings=[
        dict(
            _base_.comparison.settings[0],
            name='all real images',
            real=dict(
                ann_file='ImageSets/Segmentation/trainaug.txt',
                data_prefix=dict(img_path='JPEGImages',
                                 seg_map_path='SegmentationClassAug')))
    ])
