# Long tail on PASCAL VOC 2012 (table 5): 20 real images of each of the 10 head
# classes, 2 of each of the 10 tail classes, and 40,000 samples of FlexDataset;
# the paper's mIoU of head, tail and both: 61.2, 44.1, 52.6 real only, 75.2,
# 70.3, 72.7 with samples. Its segmenter is not named; here Mask2Former Swin-B.
# Nine runs.
#
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_voc2012-512.py \
#       --num 40000 --out data/voc2012_flexdataset_plan-b_balanced \
#       --cfg-options synthesis.source.composer.rarity=1.0 \
#       synthesis.source.composer.multi_category_share=0.5
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_voc2012_long-tail.py \
#       --out work_dirs/comparisons/flexdataset_voc2012_long-tail \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/flexdataset_voc2012.py',
    '../_base_/datasets/voc2012_groups.py'
]

val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(head={{_base_.head}}, tail={{_base_.tail}}))
test_evaluator = val_evaluator

comparison = dict(settings=[
    dict(
        _base_.comparison.settings[0],
        name='long tail',
        real=dict(ann_file='ImageSets/Segmentation/long_tail.txt'),
        synthetic=dict(data_root='data/voc2012_flexdataset_plan-b_balanced',
                       ann_file='ImageSets/Segmentation/train.txt'),
        synthesize='python tools/synthesize.py configs/flexdataset/'
        'plan-b_sd15_voc2012-512.py --num 40000 '
        '--out data/voc2012_flexdataset_plan-b_balanced --cfg-options '
        'synthesis.source.composer.rarity=1.0 '
        'synthesis.source.composer.multi_category_share=0.5')
])
