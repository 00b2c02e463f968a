# Long tail on PASCAL VOC 2012 (DatasetDM, table 5): 20 real images of each of
# the 10 head classes, 2 of each of the 10 tail classes, and 40,000 samples of
# all; the paper's mIoU of head, tail and both: 61.2, 44.1, 52.6 real only,
# 73.1, 66.4, 70.0 with samples. Its segmenter is not named; here Mask2Former
# Swin-B. Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_long-tail.py \
#       --out work_dirs/comparisons/voc2012_long-tail --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py', '../_base_/datasets/voc2012_groups.py'
]

val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(head={{_base_.head}}, tail={{_base_.tail}}))
test_evaluator = val_evaluator

_generator = 'datasetdm_sd15_voc2012-512_long-tail'
comparison = dict(settings=[
    dict(
        name='long tail',
        real=dict(ann_file='ImageSets/Segmentation/long_tail.txt'),
        synthetic=dict(data_root='data/voc2012_synth_long-tail',
                       ann_file='ImageSets/Segmentation/train.txt'),
        generator_labels='long_tail (20 and 2 images a class)',
        synthesize=f'python tools/synthesize.py configs/datasetdm/'
        f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
        '--num 40000 --out data/voc2012_synth_long-tail')
])
