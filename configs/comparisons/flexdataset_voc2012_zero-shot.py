# FlexDataset's zero-shot columns on PASCAL VOC 2012 (table 5), by DatasetDM's
# protocol: a segmenter learns from 40,000 samples of 20 classes, whose decoder
# (VAG Plan A) saw labels of 15; the paper's mIoU seen, unseen, harmonic: 83.6,
# 77.5, 80.4; without samples 61.3, 10.7, 18.3. Its segmenter is not named;
# here Mask2Former Swin-B. "Real only" has the decoder's 450 images and so no
# unseen class. Six runs.
#
#   (configs/flexdataset/flexdataset-semantic_sd15_voc2012-512_15-5.py)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_voc2012_zero-shot.py \
#       --out work_dirs/comparisons/flexdataset_voc2012_zero-shot \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './voc2012_zero-shot.py'

_decoder = 'flexdataset-semantic_sd15_voc2012-512'
comparison = dict(settings=[
    dict(
        _base_.comparison.settings[0],
        synthetic=dict(data_root='data/voc2012_flexdataset_15-5',
                       ann_file='ImageSets/Segmentation/train.txt'),
        generator_labels='seen_30 (30 images for each of 15 classes); boxes '
        'of COCO, all classes',
        synthesize=f'python tools/synthesize.py configs/flexdataset/'
        f'{_decoder}_100.py work_dirs/{_decoder}_15-5/iter_50000.pth '
        '--num 40000 --out data/voc2012_flexdataset_15-5')
])
