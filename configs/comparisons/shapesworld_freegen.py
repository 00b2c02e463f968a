# Labels from nothing, downstream on ShapesWorld: a stock segmenter learns from
# all 400 labelled images, or from 2,000 samples of a method that reads no
# label, three seeds each. Asked: FreeGen reaches 70 % of the real images'
# mIoU, and is above the methods it is compared with.
#
#   F=configs/freegen
#   for row in dataset-diffusion diffumask attn2mask; do
#     python tools/synthesize.py $F/${row}_shapesworld-64.py \
#         --num 2000 --out data/shapesworld_$row
#   done
#   (FreeGen's: the commands of asr_shapesworld-64.py, egd_shapesworld-64.py)
#   python tools/compare.py configs/comparisons/shapesworld_freegen.py \
#       --out work_dirs/comparisons/shapesworld_freegen
#
# 15 runs of 5 minutes on a core, 9 beside a busy one: real only is trained
# once for all settings. 400 real images 83.7 +- 0.3 mIoU, Dataset Diffusion
# 63.2 +- 0.4, DiffuMask 68.8 +- 1.7, FreeGen 72.9 +- 0.7; Attn2Mask not run.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

# Name, folder, config, weights.
_methods = (
    ('Dataset Diffusion', 'shapesworld_dataset-diffusion',
     'dataset-diffusion_shapesworld-64', ''),
    ('DiffuMask', 'shapesworld_diffumask', 'diffumask_shapesworld-64', ''),
    ('Attn2Mask', 'shapesworld_attn2mask', 'attn2mask_shapesworld-64', ''),
    ('FreeGen', 'shapesworld_freegen_egd', 'egd_shapesworld-64',
     'work_dirs/egd_shapesworld-64/epoch_12.pth '))
comparison = dict(
    rows=('real', 'synthetic'),
    seeds=(0, 1, 2),
    settings=[
        dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
            synthetic=dict(data_root=f'data/{folder}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='none',
            synthesize=f'python tools/synthesize.py configs/freegen/'
            f'{config}.py {weights}--num 2000 --out data/{folder}')
        for name, folder, config, weights in _methods
    ])
