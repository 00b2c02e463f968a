# Timesteps of features and cross-attention (DatasetDM, tables 4a and 4b) on
# ShapesWorld: joint training on 100 real images and 2,000 samples of a
# generator that reads features F and attention A at these steps. The paper's
# mIoU on PASCAL VOC, Mask2Former Swin-B, joint:
#
#   F at 1: 78.5    100: 78.5    200: 78.3    500: 76.8    800: 76.1
#   no A:   77.6    A at 1: 78.5 200: 78.0    500: 77.5    800: 77.1
#
# The paper does not say where the other of the two stays; here at step 1, at
# the cost of a second UNet pass. Nine trainings of a generator (7 minutes on
# a core each), nine syntheses, nine runs.
#
# The commands of a row are its setting's `synthesize`; compare.py names the
# next one as long as its samples are missing:
#
#   python tools/compare.py configs/comparisons/shapesworld_features.py \
#       --out work_dirs/comparisons/shapesworld_features
#
# Not run yet; a run takes about 5 minutes on a core. On PASCAL VOC:
# docs/en/datasetdm.md.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

_config = 'configs/datasetdm/datasetdm-named_shapesworld-64_100.py'
_variants = {
    'F and A at 1': 'model.timestep=1',
    **{f'F at {t}': f'model.timestep={t} model.attn_timestep=1'
       for t in (100, 200, 500, 800)},
    'no A': 'model.attn_channels=none',
    **{f'A at {t}': f'model.attn_timestep={t}' for t in (200, 500, 800)},
}
comparison = dict(
    rows=('joint', ),
    settings=[
        dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
            synthetic=dict(data_root=f'data/shapesworld_features/{index}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_100 (100 masks)',
            synthesize=f'python tools/train.py {_config} '
            f'--work-dir work_dirs/features/{index} --cfg-options {options} '
            f'&& python tools/synthesize.py {_config} '
            f'work_dirs/features/{index}/iter_700.pth --num 2000 '
            f'--out data/shapesworld_features/{index} --cfg-options {options}')
        for index, (name, options) in enumerate(_variants.items())
    ])
