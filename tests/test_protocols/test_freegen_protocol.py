"""The students of FreeGen's tables, and the stages that make their samples."""

import re
import shlex
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
import torch
from mmengine.registry import DATASETS, MODELS, init_default_scope
from mmseg.datasets import (CityscapesDataset, COCOStuffDataset,
                            PascalVOCDataset)

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
HALVES = [f'mask2former_{backbone}_{data}' for backbone in ('r50', 'swin-b')
          for data in ('voc2012-512', 'voc2012-512_15-5',
                       'cityscapes-512x1024_human-vehicle')]
TABLE_1 = ['deeplabv3-r50', 'deeplabv3-r101', 'mask2former-r50',
           'mask2former-swin-b']


def head_options(name: str) -> list:
    """What the head of a config gives as --cfg-options, one dict each."""
    lines = [line[1:] for line in
             (ROOT / f'configs/{name}.py').read_text().splitlines()
             if line.startswith('#')]
    text = '\n'.join(lines).replace('\\\n', ' ')
    return [dict(word.split('=', 1) for word in shlex.split(found))
            for found in re.findall(r'--cfg-options (.*)', text)]


@pytest.mark.parametrize('depth', [50, 101])
def test_deeplabv3_is_mmsegs(config, depth):
    """But for the weights it starts from, in torchvision's form."""
    own = config(f'downstream/deeplabv3_r{depth}_voc2012-512')
    stock = load_config(f'mmseg::deeplabv3/deeplabv3_r{depth}-d8_4xb4-40k_'
                        'voc12aug-512x512.py')
    assert own.train_dataloader.batch_size == stock.train_dataloader.batch_size
    checkpoint = own.model.backbone.pop('init_cfg').checkpoint
    assert f'resnet{depth}-' in checkpoint
    stock.model.pretrained, stock.model.backbone.type = None, 'ResNet'
    for key in ('model', 'optim_wrapper', 'train_cfg'):
        # mmengine marks what it reads from another library.
        assert own[key].pop('_scope_') == 'mmseg'
        assert own[key] == stock[key], key
    assert own.param_scheduler == [
        dict(step, _scope_='mmseg') for step in stock.param_scheduler]


@pytest.mark.parametrize('name,classes', [
    ('deeplabv3_r50_voc2012-512', 21), ('deeplabv3_r101_coco-semantic', 81),
    ('mask2former_r50_coco-semantic', 81),
    ('mask2former_r50_cityscapes-512x1024_human-vehicle', 3)])
def test_students_build(config, name, classes):
    cfg = config(f'downstream/{name}')
    init_default_scope(cfg.default_scope)
    with torch.device('meta'):
        model = MODELS.build(cfg.model)
    heads = [model.decode_head, getattr(model, 'auxiliary_head', None)]
    assert all(head.num_classes == classes for head in heads if head)
    if 'mask2former' in name:
        assert len(model.decode_head.loss_cls.class_weight) == classes + 1
    if 'coco' in name:
        assert cfg.param_scheduler[-1].end == cfg.train_cfg.max_iters == 80000


def merged(cfg, names) -> dict:
    """The class that each name becomes while training reads it."""
    dataset = cfg.train_dataloader.dataset
    step = next(step for step in dataset.pipeline
                if step.type == 'mmflexgen.MergeClasses')
    labels = np.array([[*range(len(names)), 255]], np.uint8)
    found = TRANSFORMS.build(step)(dict(gt_seg_map=labels))['gt_seg_map'][0]
    assert found[-1] == 255
    classes = dataset.metainfo.classes
    return dict(zip(names, (classes[label] for label in found[:-1])))


def test_coco_keeps_things_and_joins_stuff(config):
    names = COCOStuffDataset.METAINFO['classes']
    cfg = config('downstream/mask2former_r50_coco-semantic')
    assert merged(cfg, names) == {
        name: name if index < 80 else 'background'
        for index, name in enumerate(names)}
    samples = ComparisonPlan(config(
        'comparisons/coco_freegen_mask2former-r50')).table_runs()[1]
    own = samples.cfg.train_dataloader.dataset
    assert own.metainfo == cfg.train_dataloader.dataset.metainfo
    # FreeGen writes these classes themselves.
    assert own.metainfo.classes == config(
        'freegen/egd_sd21_coco-512').model.metainfo.classes


@pytest.mark.parametrize('suffix', ['', '_pretrain'])
def test_humans_and_vehicles(config, suffix):
    """Of the real classes, and of those that FreeGen names."""
    cfg = config('downstream/mask2former_r50_cityscapes-512x1024_human-'
                 f'vehicle{suffix}')
    names = (config('freegen/egd_sd21_cityscapes-512').model.metainfo.classes
             if suffix else CityscapesDataset.METAINFO['classes'])
    taken = merged(cfg, names)
    assert {name for name in taken if taken[name] == 'human'} == {
        'person', 'rider'}
    assert {name for name in taken if taken[name] == 'vehicle'} == {
        'car', 'bus', 'truck', 'train'}
    assert set(taken.values()) == {'background', 'human', 'vehicle'}


def test_cityscapes_table_reads_both(config, cityscapes, voc2012):
    """Files of Cityscapes' layout and of the exporter's."""
    plan = ComparisonPlan(config('comparisons/cityscapes_freegen_'
                                 'mask2former-r50'))
    init_default_scope('mmseg')
    roots = dict(real=cityscapes((0, ), (0, 11, 13, 255)),
                 synthetic=voc2012((0, 2, 4, 255)))
    for run in plan.table_runs()[:2]:
        dataset = run.cfg.train_dataloader.dataset
        dataset.data_root = roots[run.row]
        assert check_dataset_cfg(dataset) == 2
        dataset.pipeline = [step for step in dataset.pipeline
                            if not step.type.startswith(('Random', 'Photo'))]
        sample = DATASETS.build(dataset)[0]['data_samples']
        assert sample.gt_sem_seg.data.unique().tolist() == [0, 1, 2, 255]


@pytest.mark.parametrize('name', HALVES)
def test_halves_differ_from_real_only_in_their_data(config, name):
    real, first, second = (config(f'downstream/{name}{suffix}').to_dict()
                           for suffix in ('', '_pretrain', '_finetune'))
    assert second['load_from'] == (
        f'work_dirs/{name}_pretrain/iter_{real["train_cfg"]["max_iters"]}'
        '.pth')
    assert first['load_from'] is None
    for other in (first, second):
        for key in ('model', 'optim_wrapper', 'param_scheduler', 'train_cfg',
                    'val_dataloader', 'val_evaluator'):
            assert other[key] == real[key], key
    datasets = [each['train_dataloader'].pop('dataset')
                for each in (real, first, second)]
    assert first['train_dataloader'] == real['train_dataloader']
    assert second['train_dataloader'] == real['train_dataloader']
    assert datasets[1]['data_root'].startswith('data/')
    assert '_freegen_egd' in datasets[1]['data_root']
    assert datasets[2]['data_root'] == datasets[0]['data_root']
    assert datasets[2]['pipeline'] == datasets[0]['pipeline']
    # The list that the head writes.
    text = (ROOT / f'configs/downstream/{name}_finetune.py').read_text()
    listed = Path(datasets[2]['ann_file']).name
    assert listed == 'trainaug.txt' or f'> {listed}\n' in text


@pytest.mark.parametrize('backbone', ['r50', 'swin-b'])
def test_unseen_classes_teach_nothing_on_real_data(config, backbone):
    name = f'downstream/mask2former_{backbone}_voc2012-512_15-5'
    names = PascalVOCDataset.METAINFO['classes']
    for suffix, hidden in (('', True), ('_finetune', True),
                           ('_pretrain', False)):
        cfg = config(name + suffix)
        labels = np.arange(21, dtype=np.uint8)[None]
        for step in cfg.train_dataloader.dataset.pipeline:
            if step.type == 'mmflexgen.IgnoreClasses':
                labels = TRANSFORMS.build(step)(
                    dict(gt_seg_map=labels))['gt_seg_map']
        lost = {names[place] for place in np.flatnonzero(labels[0] == 255)}
        assert lost == (set(cfg.unseen) if hidden else set())
        assert set(cfg.val_evaluator.groups.seen) == set(cfg.seen)


@pytest.mark.parametrize('student', TABLE_1)
def test_joint_row_of_table_1(config, student):
    """20,000 samples, by the options that the head gives."""
    name = f'comparisons/voc2012_freegen_{student}'
    cfg = config(name)
    options, = head_options(name)
    assert options.pop('comparison.rows') == '[joint]'
    cfg.merge_from_dict({'comparison.rows': ['joint'], **{
        key: int(value) for key, value in options.items()}})
    runs = ComparisonPlan(cfg).table_runs()
    assert len(runs) == 3 and cfg.comparison.lrs == (
        (1e-2, ) if 'deeplab' in student else (1e-4, ))
    real, synthetic = runs[0].cfg.train_dataloader.dataset.datasets
    assert (real.get('indices'), synthetic.indices) == (None, 20000)


@pytest.fixture(scope='module')
def stages() -> dict:
    """(tool, arguments, config) of each command of each row of table 6."""
    parsers = {name: run_path(str(ROOT / f'tools/{name}.py'))['parse_args']
               for name in ('train', 'synthesize')}
    cfg = load_config(str(ROOT / 'configs/comparisons/voc2012_freegen_'
                          'mask2former-r50_ablation.py'))
    found = {}
    for setting in cfg.comparison.settings:
        found[setting.name] = []
        for command in setting.synthesize.split(' && '):
            _, tool, *words = shlex.split(command)
            args = parsers[Path(tool).stem](words)
            found[setting.name].append((Path(tool).stem, args, load_config(
                str(ROOT / args.config), args.cfg_options)))
    return found


def labelled_by(stages: dict, row: str):
    return stages[row][-1][2]


def test_each_stage_of_table_6_reads_what_is_there(stages):
    """What an earlier command of the row made, or a stage's own head."""
    made = {'work_dirs/freegen/pseudo-labels-sam_sd21_voc2012-512',
            'data/voc2012_freegen',
            *(f'work_dirs/{stage}_sd21_voc2012-512/epoch_20.pth'
              for stage in ('asr', 'egd'))}
    for commands in stages.values():
        here = set(made)
        for tool, args, cfg in commands:
            if tool == 'train':
                data = cfg.train_dataloader.dataset
                assert data.get('dataset', data).data_root in here
                here.add(f'{args.work_dir}/epoch_{cfg.train_cfg.max_epochs}'
                         '.pth')
            else:
                assert args.checkpoint in {None, *here}
                # Trained on everything it needs, and by nothing it has not.
                assert bool(args.checkpoint) == ('asr' in args.config
                                                 or 'egd' in args.config)
                here.add(args.out)
    outs = [args.out for commands in stages.values()
            for tool, args, _ in commands if tool == 'synthesize']
    assert len(set(outs)) == len(outs)


def test_rows_of_table_6_have_their_parts(stages):
    assert list(stages) == ['raw attention', '+ SAM', '+ ASR', '+ TFF',
                            '+ EGD', '+ HST', 'without SAM']
    raw, sam, asr, tff, egd, hst, without = (
        labelled_by(stages, row) for row in stages)
    assert raw.model.labeler.type == 'mmflexgen.RandomWalkerLabeler'
    assert 'pretrained' not in raw.model.labeler
    assert sam.model.labeler.type == 'mmflexgen.SamLabeler'
    assert 'rectification' not in sam.model
    assert asr.model == tff.model and 'rectification' in asr.model
    # Only from TFF on something is selected, for training and for use.
    for row in ('raw attention', '+ SAM', '+ ASR'):
        assert all(not cfg.synthesis.selections for tool, _, cfg in
                   stages[row] if tool == 'synthesize')
    best, = tff.synthesis.selections
    args = stages['+ TFF'][-1][1]
    assert args.num * best.fraction == 40000
    for cfg in (egd, hst, without):
        assert cfg.model.type == 'mmflexgen.DatasetDM'
    (_, _, trained), *_ = stages['+ EGD']
    assert trained.custom_hooks == []
    for _, _, cfg in stages['without SAM']:
        assert 'SamLabeler' not in str(cfg.model)
    assert any('HardnessSelfTrainingHook' in str(cfg.get('custom_hooks'))
               for tool, _, cfg in stages['without SAM'] if tool == 'train')


@pytest.mark.parametrize('name', ['shapesworld_freegen_labels',
                                  'voc2012_freegen_mask2former-r50_labels'])
def test_sources_of_labels_share_their_images(config, name):
    plan = ComparisonPlan(config(f'comparisons/{name}'))
    runs = plan.table_runs()
    assert len({run.name for run in runs}) == len(runs) == 9
    folders = []
    for run in runs[::3]:
        dataset = run.cfg.train_dataloader.dataset
        folders.append(dataset.data_prefix.pop('seg_map_path'))
        assert dataset == runs[0].cfg.train_dataloader.dataset
    assert folders == ['SegmentationClassManual', 'SegmentationClassPseudo',
                       'SegmentationClass']
    text = (ROOT / f'configs/comparisons/{name}.py').read_text()
    # tools/test.py writes where training reads.
    assert '--out $D/SegmentationClassPseudo' in text
    assert f'D={runs[0].cfg.train_dataloader.dataset.data_root}\n' in text
