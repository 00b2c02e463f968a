# Zero-shot: labels of classes that the grounding decoder was never trained
# on, against the oracle on the same generated images, three seeds. Dataset
# Diffusion is trained on nothing; asked for above it. The decoder learns from
# half as many samples as in shapesworld.py.
#
#   python tools/analysis_tools/label_ladder.py \
#       configs/label_ladders/shapesworld_unseen.py \
#       --out work_dirs/label_ladder_unseen
#
# 50 minutes of a core a seed, beside a busy one. Seed 0, the only one run:
# Dataset Diffusion 63.1, FreeGen 65.9, and 58.3 without the attention's vote.
_base_ = [
    './shapesworld.py',
    '../_base_/datasets/shapesworld_groups.py'
]

_configs = 'configs/freegen'
ladder = dict(
    classes={{_base_.unseen}},
    climb=0,
    strict=True,
    steps=dict(
        _delete_=True,
        samples=dict(
            command='python tools/synthesize.py '
            f'{_configs}/pseudo-labels_shapesworld-64_base-classes.py '
            '--num 640 --seed {seed} --out {out}/samples_{seed}',
            makes='{out}/samples_{seed}/report.html'),
        asr=dict(
            command='python tools/train.py '
            f'{_configs}/asr_shapesworld-64_base-classes.py '
            '--work-dir {out}/asr_{seed} --resume --cfg-options '
            'randomness.seed={seed} '
            'train_dataloader.dataset.data_root={out}/samples_{seed}',
            makes='{out}/asr_{seed}/epoch_20.pth'),
        labels=dict(
            command='python tools/synthesize.py '
            f'{_configs}/asr_shapesworld-64_base-classes.py '
            '{out}/asr_{seed}/epoch_20.pth --num 2000 --seed {seed} '
            '--out {out}/labels_{seed}',
            makes='{out}/labels_{seed}/report.html'),
        egd=dict(
            command='python tools/train.py '
            f'{_configs}/egd_shapesworld-64_base-classes.py '
            '--work-dir {out}/egd_{seed} --resume --cfg-options '
            'randomness.seed={seed} '
            'train_dataloader.dataset.dataset.data_root={out}/labels_{seed}',
            makes='{out}/egd_{seed}/epoch_12.pth')),
    rows=(
        dict(name='Dataset Diffusion',
             config=f'{_configs}/dataset-diffusion_shapesworld-64.py'),
        dict(name='FreeGen by text alone, base classes',
             config=f'{_configs}/egd_shapesworld-64_base-classes.py',
             changes=dict(model=dict(
                 attn_channels='none',
                 decoders=dict(grounding=dict(
                     head=dict(attn_prior=None))))),
             needs=('samples', 'asr', 'labels', 'egd'),
             checkpoint='{out}/egd_{seed}/epoch_12.pth',
             control=True),
        dict(name='FreeGen, base classes',
             config=f'{_configs}/egd_shapesworld-64_base-classes.py',
             needs=('samples', 'asr', 'labels', 'egd'),
             checkpoint='{out}/egd_{seed}/epoch_12.pth')))
