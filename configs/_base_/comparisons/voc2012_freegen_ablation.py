# The rows of FreeGen's table 6 on PASCAL VOC 2012, each with 40,000 samples:
# name, folder and the commands that make it. Where the fluctuation factor has
# no say, nothing is selected; where it has, the steadier half is listed of
# twice as many. "+ TFF" and what comes after it build on the stages that
# configs/freegen/*_sd21_voc2012-512.py made.
_base_ = './voc2012_freegen.py'

_work = 'work_dirs/freegen_ablation'
_all = 'synthesis.selections=[]'
_no_sam = ('model.labeler._delete_=True '
           'model.labeler.type=mmflexgen.RandomWalkerLabeler '
           'model.labeler.threshold=0.5 model.labeler.band=0.47,0.65 '
           'model.labeler.size=128')


def _make(stage, num, out, weights='', options=''):
    """Command that draws samples and labels them."""
    return (f'python tools/synthesize.py configs/freegen/{stage}_sd21_voc2012-'
            f'512.py {weights + " " if weights else ""}--num {num} '
            f'--out {out}' + (f' --cfg-options {options}' if options else ''))


def _learn(stage, out, options):
    """Command that trains a stage."""
    return (f'python tools/train.py configs/freegen/{stage}_sd21_voc2012-'
            f'512.py --work-dir {out} --cfg-options {options}')


_first = 'train_dataloader.dataset.data_root='
_second = 'train_dataloader.dataset.dataset.data_root='
_rows = {
    'raw attention': [
        _make('pseudo-labels-sam', 40000, 'data/voc2012_freegen_raw',
              options=f'{_no_sam} {_all}')
    ],
    '+ SAM': [
        _make('pseudo-labels-sam', 40000, 'data/voc2012_freegen_sam',
              options=_all)
    ],
    '+ ASR': [
        # As many as the steadier half of the next row.
        _make('pseudo-labels-sam', 5000, f'{_work}/pseudo-labels_all',
              options=_all),
        _learn('asr', f'{_work}/asr_all',
               f'{_first}{_work}/pseudo-labels_all'),
        _make('asr', 40000, 'data/voc2012_freegen_asr',
              f'{_work}/asr_all/epoch_20.pth', _all)
    ],
    '+ TFF': [
        _make('asr', 80000, 'data/voc2012_freegen_tff',
              'work_dirs/asr_sd21_voc2012-512/epoch_20.pth')
    ],
    '+ EGD': [
        _learn('egd', f'{_work}/egd', 'custom_hooks=[]'),
        _make('egd', 40000, 'data/voc2012_freegen_no-hst',
              f'{_work}/egd/epoch_20.pth')
    ],
    '+ HST': [
        _make('egd', 40000, 'data/voc2012_freegen_egd',
              'work_dirs/egd_sd21_voc2012-512/epoch_20.pth')
    ],
    'without SAM': [
        _make('pseudo-labels-sam', 10000, f'{_work}/pseudo-labels_no-sam',
              options=_no_sam),
        _learn('asr', f'{_work}/asr_no-sam',
               f'{_first}{_work}/pseudo-labels_no-sam'),
        _make('asr', 40000, f'{_work}/labels_no-sam',
              f'{_work}/asr_no-sam/epoch_20.pth'),
        _learn('egd', f'{_work}/egd_no-sam',
               f'{_second}{_work}/labels_no-sam'),
        _make('egd', 40000, 'data/voc2012_freegen_no-sam',
              f'{_work}/egd_no-sam/epoch_20.pth')
    ],
}
ablation = [
    dict(
        _base_.comparison.settings[0],
        name=name,
        synthetic=dict(
            data_root=commands[-1].split('--out ')[1].split()[0],
            ann_file='ImageSets/Segmentation/train.txt'),
        synthesize=' && '.join(commands))
    for name, commands in _rows.items()
]
