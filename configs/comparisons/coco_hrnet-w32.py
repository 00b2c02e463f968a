# The paper's table on COCO poses (table 7): HRNet-W32, 256 x 192, 800 real and
# 80,000 synthetic images. AP of DatasetDM: 42.4 real only, 13.4 synthetic
# only, 47.5 joint. Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/coco_hrnet-w32.py \
#       --out work_dirs/comparisons/coco_pose --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/hrnet-w32_coco-256x192_800.py',
    '../_base_/comparisons/three_seeds.py'
]

_generator = 'datasetdm-pose_sd15_coco-512_800'
_annotations = 'annotations/person_keypoints_'
comparison = dict(
    metric=dict(key='coco/AP', scale=100),
    lrs=(1e-3, ),
    settings=[
        dict(
            name='800 real images',
            real=dict(ann_file=f'{_annotations}train2017_800.json'),
            synthetic=dict(data_root='data/coco_pose_synth_800',
                           ann_file=f'{_annotations}train.json',
                           data_prefix=dict(img='train')),
            generator_labels='train2017_800 (those of one person)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 80000 --out data/coco_pose_synth_800')
    ])
