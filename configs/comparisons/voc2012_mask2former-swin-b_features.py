# Timesteps of features and cross-attention (DatasetDM, tables 4a and 4b),
# Mask2Former Swin-B on PASCAL VOC 2012: joint training on 100 real images and
# 40,000 samples of a generator that reads features F and attention A at these
# steps. The paper's mIoU:
#
#   F at 1: 78.5    100: 78.5    200: 78.3    500: 76.8    800: 76.1
#   no A:   77.6    A at 1: 78.5 200: 78.0    500: 77.5    800: 77.1
#
# The paper does not say where the other of the two stays; here at step 1, at
# the cost of a second UNet pass. "F and A at 1" is the joint row of
# voc2012_mask2former-swin-b.py, from the same samples.
#
# Training and synthesis of each row are its setting's `synthesize`, which
# compare.py names as long as the samples are missing:
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_features.py \
#       --out work_dirs/comparisons/voc2012_features --launcher pytorch
#
# Nine trainings of a generator, nine syntheses, 27 runs. Not run: it wants
# VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

_generator = 'configs/datasetdm/datasetdm_sd15_voc2012-512_100.py'
_variants = {
    **{f'F at {t}': f'model.timestep={t} model.attn_timestep=1'
       for t in (100, 200, 500, 800)},
    'no A': 'model.attn_channels=none',
    **{f'A at {t}': f'model.attn_timestep={t}' for t in (200, 500, 800)},
}
comparison = dict(
    rows=('joint', ),
    settings=[
        dict(_base_.comparison.settings[0], name='F and A at 1'),
        *(dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/train_100.txt'),
            synthetic=dict(
                data_root=f'data/voc2012_{name.replace(" ", "_")}',
                ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='train_100 (100 masks)',
            synthesize=f'python tools/train.py {_generator} --work-dir '
            f'work_dirs/voc2012_{name.replace(" ", "_")} '
            f'--cfg-options {options} '
            f'&& python tools/synthesize.py {_generator} '
            f'work_dirs/voc2012_{name.replace(" ", "_")}/iter_50000.pth '
            f'--num 40000 --out data/voc2012_{name.replace(" ", "_")} '
            f'--cfg-options {options}')
          for name, options in _variants.items())
    ])
