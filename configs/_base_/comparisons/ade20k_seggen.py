# SegGen on ADE20K: 10 samples of MaskSyn and 50 of ImgSyn for each real one.
# Settings for `comparison` are `all_samples`, and of 1,000 real samples
# `from_1000` and `same_1000`.
comparison = dict(
    metric='mIoU',
    rows=('real', 'augmented'),
    seeds=(0, 1, 2),
    lrs=(1e-4, ),
    p_aug=0.6)

_num = dict(masksyn=10, imgsyn=50)
_list = 'train_1000.txt'
_source = f'synthesis.source.dataset.ann_file={_list}'


def _train(model):
    """Command that trains a model on the same 1,000 samples."""
    return (f'python tools/train.py configs/seggen/{model}_sdxl_ade20k-768.py '
            f'--work-dir work_dirs/seggen_1000/{model} --cfg-options '
            f'train_dataloader.dataset.ann_file={_list} '
            f'custom_hooks.1.out_dir=work_dirs/seggen_1000/{model}/export')


def _settings(real, suffix, labels, options=None, same=False):
    """MaskSyn, ImgSyn and both, by the options of each."""
    count = 1000 if real else 20210
    found = []
    for name, ways in (('MaskSyn', ('masksyn', )), ('ImgSyn', ('imgsyn', )),
                       ('both', ('masksyn', 'imgsyn'))):
        models = ('text2mask', 'mask2img')[name == 'ImgSyn':]
        commands = [_train(model) for model in models if same]
        commands += [
            f'python tools/synthesize.py configs/seggen/{way}_sdxl_ade20k-768'
            f'.py --num {_num[way] * count} --out data/ade_{way}{suffix}'
            + (f' --cfg-options {options[way]}' if options else '')
            for way in ways
        ]
        found.append(dict(
            name=name,
            real=real,
            synthetic=[dict(data_root=f'data/ade_{way}{suffix}', ann_file='')
                       for way in ways],
            generator_labels=labels,
            synthesize=' && '.join(commands)))
    return found


_mask2img = 'model.mask2img.controlnet=work_dirs/seggen_1000/mask2img/export'
all_samples = _settings({}, '', 'ADE20K train (20,210 masks)')
from_1000 = _settings(
    dict(ann_file=_list), '_1000', 'ADE20K train (20,210 masks)',
    dict(masksyn=_source, imgsyn=_source))
same_1000 = _settings(
    dict(ann_file=_list), '_same-1000', 'the same 1,000 (1,000 masks)',
    dict(masksyn=f'{_source} {_mask2img} model.text2mask.pretrained='
         'work_dirs/seggen_1000/text2mask/export',
         imgsyn=f'{_source} {_mask2img}'), same=True)
