# Zero-shot 15/5 on PASCAL VOC 2012 (DatasetDM, table 14) with ResNet-101:
# Mask2Former learns from 40,000 samples of 20 classes, whose generator saw
# labels of 15; the paper's mIoU seen, unseen, harmonic: 65.1, 51.1, 57.1.
# Three runs. Its Swin-B, and real only: voc2012_zero-shot.py.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_zero-shot_r101.py \
#       --out work_dirs/comparisons/voc2012_zero-shot_r101 --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012.py', '../_base_/datasets/voc2012_groups.py'
]

model = dict(backbone=dict(
    depth=101,
    # https://download.pytorch.org/models/resnet101-cd907fc2.pth
    init_cfg=dict(checkpoint='checkpoints/resnet101-cd907fc2.pth')))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(seen={{_base_.seen}}, unseen={{_base_.unseen}}))
test_evaluator = val_evaluator

_generator = 'datasetdm-openvoc_sd15_voc2012-512_15-5'
comparison = dict(
    metric='harmonic',
    rows=('synthetic', ),
    settings=[
        dict(
            name='15 seen, 5 unseen',
            real=dict(ann_file='ImageSets/Segmentation/seen_30.txt'),
            synthetic=dict(data_root='data/voc2012_synth_15-5',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='seen_30 (30 images for each of 15 classes)',
            synthesize=f'python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 40000 --out data/voc2012_synth_15-5')
    ])
