# The ladder of FreeGen's table 6 on ShapesWorld: labels against the oracle on
# the same generated images, three seeds. The paper's own figures are a
# segmenter's on VOC: 60.5 raw, 63.8 with SAM's masks, 66.4 with ASR, 67.1
# with the fluctuation factor, 68.4 with the decoder, 69.6 with self-training.
#
#   python tools/analysis_tools/label_ladder.py \
#       configs/label_ladders/shapesworld.py \
#       --out work_dirs/label_ladder
#
# Of each seed, 512 images per row, of val's captions but those that settings
# were chosen by; the 640 and 4,000 samples that the trained rows learn from;
# and three trainings: about 130 minutes of a core a seed, beside a busy
# one. 57.1 +- 0.5 raw, 72.6 +- 1.1 in the last row: 15.6 points, 15 are asked
# for (docs/en/freegen.md).
_configs = 'configs/freegen'

# The grounding decoder as its paper has it: no vote of the attention.
_by_text = dict(model=dict(
    attn_channels='none',
    decoders=dict(grounding=dict(head=dict(attn_prior=None)))))

ladder = dict(
    seeds=(0, 1, 2),
    num=512,
    # Points that the last row is to be above the first.
    climb=15,
    # A fixed list of prompts, and no filter but blanks: every row shows the
    # same images. Grids, power, steps and thresholds were chosen by the first
    # 192 prompts of seed 0 (docs/en/freegen.md): no seed judges by those.
    changes=dict(synthesis=dict(
        source=dict(builder=dict(
            _delete_=True,
            type='mmflexgen.FilePrompt',
            path='data/shapesworld/annotations/captions_val.json',
            shuffle=True,
            exclude=(0, 192))),
        filters=[dict(type='mmflexgen.BlankFilter')],
        selections=[])),
    steps=dict(
        samples=dict(
            command=f'python tools/synthesize.py '
            f'{_configs}/pseudo-labels_shapesworld-64.py --num 640 '
            '--seed {seed} --out {out}/samples_{seed}',
            makes='{out}/samples_{seed}/report.html'),
        asr=dict(
            command=f'python tools/train.py {_configs}/asr_shapesworld-64.py '
            '--work-dir {out}/asr_{seed} --resume --cfg-options '
            'randomness.seed={seed} '
            'train_dataloader.dataset.data_root={out}/samples_{seed}',
            makes='{out}/asr_{seed}/epoch_20.pth'),
        labels=dict(
            command=f'python tools/synthesize.py '
            f'{_configs}/asr_shapesworld-64.py '
            '{out}/asr_{seed}/epoch_20.pth --num 4000 --seed {seed} '
            '--out {out}/labels_{seed}',
            makes='{out}/labels_{seed}/report.html'),
        egd=dict(
            command=f'python tools/train.py {_configs}/egd_shapesworld-64.py '
            '--work-dir {out}/egd_{seed} --resume --cfg-options '
            'randomness.seed={seed} custom_hooks=[] '
            # Self-training goes on from one of them.
            'default_hooks.checkpoint.max_keep_ckpts=-1 '
            'train_dataloader.dataset.dataset.data_root={out}/labels_{seed}',
            makes='{out}/egd_{seed}/epoch_12.pth'),
        self_training=dict(
            command=f'python tools/train.py {_configs}/egd_shapesworld-64.py '
            '--work-dir {out}/self-training_{seed} --cfg-options '
            'randomness.seed={seed} '
            'train_dataloader.dataset.dataset.data_root={out}/labels_{seed}',
            # Both are one training until the first round, after epoch 8.
            resume_from='{out}/egd_{seed}/epoch_8.pth',
            makes='{out}/self-training_{seed}/epoch_12.pth'),
        self_training_by_text=dict(
            command=f'python tools/train.py {_configs}/egd_shapesworld-64.py '
            '--work-dir {out}/self-training-by-text_{seed} --cfg-options '
            'randomness.seed={seed} model.attn_channels=none '
            'model.decoders.grounding.head.attn_prior=None '
            'train_dataloader.dataset.dataset.data_root={out}/labels_{seed}',
            resume_from='{out}/egd_{seed}/epoch_8.pth',
            makes='{out}/self-training-by-text_{seed}/epoch_12.pth')),
    rows=(
        dict(name='raw cross-attention',
             config=f'{_configs}/cross-attention_shapesworld-64.py'),
        dict(name='Dataset Diffusion',
             config=f'{_configs}/dataset-diffusion_shapesworld-64.py'),
        dict(name='+ pseudo-labels',
             config=f'{_configs}/pseudo-labels_shapesworld-64.py'),
        # Methods that are no part of FreeGen, on the same images.
        dict(name='DiffuMask',
             config=f'{_configs}/diffumask_shapesworld-64.py',
             control=True),
        dict(name='Attn2Mask',
             config=f'{_configs}/attn2mask_shapesworld-64.py',
             control=True),
        # The paper's labeler, in small.
        dict(name='pseudo-labels by the tiny SAM',
             config=f'{_configs}/pseudo-labels_shapesworld-64.py',
             changes=dict(model=dict(labeler=dict(
                 _delete_=True,
                 type='mmflexgen.SamLabeler',
                 pretrained='checkpoints/sam_tiny-64'))),
             control=True),
        # ASR's config has another threshold too: this is what that does.
        dict(name='pseudo-labels at 0.5',
             config=f'{_configs}/pseudo-labels_shapesworld-64.py',
             changes=dict(model=dict(labeler=dict(threshold=0.5))),
             control=True),
        dict(name='+ ASR',
             config=f'{_configs}/asr_shapesworld-64.py',
             needs=('samples', 'asr'),
             checkpoint='{out}/asr_{seed}/epoch_20.pth'),
        dict(name='EGD by text alone',
             config=f'{_configs}/egd_shapesworld-64.py',
             changes=_by_text,
             needs=('samples', 'asr', 'labels', 'egd'),
             checkpoint='{out}/egd_{seed}/epoch_12.pth',
             control=True),
        dict(name='+ EGD',
             config=f'{_configs}/egd_shapesworld-64.py',
             needs=('samples', 'asr', 'labels', 'egd'),
             checkpoint='{out}/egd_{seed}/epoch_12.pth'),
        dict(name='self-training by text alone',
             config=f'{_configs}/egd_shapesworld-64.py',
             changes=_by_text,
             needs=('samples', 'asr', 'labels', 'egd',
                    'self_training_by_text'),
             checkpoint='{out}/self-training-by-text_{seed}/epoch_12.pth',
             control=True),
        dict(name='+ self-training',
             config=f'{_configs}/egd_shapesworld-64.py',
             needs=('samples', 'asr', 'labels', 'egd', 'self_training'),
             checkpoint='{out}/self-training_{seed}/epoch_12.pth')))
