# The paper's table on DeepFashion-MultiModal (table 12): Mask2Former R50, 100
# real and 40,000 synthetic images (DatasetDM: 31.2 mIoU real only, 28.9
# synthetic only, 36.7 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/deepfashion-mm_mask2former-r50.py \
#       --out work_dirs/comparisons/deepfashion-mm --launcher pytorch
#
# Not run: it wants the data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_deepfashion-mm-512.py',
    '../_base_/comparisons/three_seeds.py'
]

_generator = 'datasetdm_sd15_deepfashion-mm-512_100'
comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='100 real images',
            real=dict(ann_file='train_100.txt'),
            synthetic=dict(data_root='data/deepfashion_mm_synth_100',
                           ann_file='ImageSets/Segmentation/train.txt',
                           data_prefix=dict(
                               img_path='JPEGImages',
                               seg_map_path='SegmentationClass'),
                           seg_map_suffix='.png'),
            generator_labels='train_100 (100 masks)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 40000 --out data/deepfashion_mm_synth_100')
    ])
