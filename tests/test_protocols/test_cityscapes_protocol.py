"""Cityscapes with 19 and with 8 classes."""

import runpy
import sys

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.registry import DATASETS, MODELS, init_default_scope
from mmengine.runner import Runner
from mmseg.datasets import CityscapesDataset
from PIL import Image

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.utils.metainfo import resolve_metainfo
from mmflexgen.registry import TASK_UTILS, TRANSFORMS

# The benchmark's own table: id, training id, name, category.
LABELS = """
0 255 unlabeled/void, 1 255 ego vehicle/void, 2 255 rectification border/void,
3 255 out of roi/void, 4 255 static/void, 5 255 dynamic/void,
6 255 ground/void, 7 0 road/flat, 8 1 sidewalk/flat, 9 255 parking/flat,
10 255 rail track/flat, 11 2 building/construction, 12 3 wall/construction,
13 4 fence/construction, 14 255 guard rail/construction,
15 255 bridge/construction, 16 255 tunnel/construction, 17 5 pole/object,
18 255 polegroup/object, 19 6 traffic light/object, 20 7 traffic sign/object,
21 8 vegetation/nature, 22 9 terrain/nature, 23 10 sky/sky,
24 11 person/human, 25 12 rider/human, 26 13 car/vehicle, 27 14 truck/vehicle,
28 15 bus/vehicle, 29 255 caravan/vehicle, 30 255 trailer/vehicle,
31 16 train/vehicle, 32 17 motorcycle/vehicle, 33 18 bicycle/vehicle"""
# Table 10 of the paper, by the benchmark's name of each category.
COLLAPSED = dict(
    void='background', flat='road', construction='construction',
    object='object', nature='nature', sky='sky', human='human',
    vehicle='vehicle')
GENERATOR = 'datasetdm/datasetdm_sd15_cityscapes-512_9'
SEGMENTER = 'downstream/mask2former_{}_cityscapes-512x1024{}'


def table() -> list:
    """(id, training id, name, category) of every label."""
    rows = []
    for line in LABELS.replace('\n', ' ').split(','):
        name, category = line.split('/')
        number, train_id, name = name.split(maxsplit=2)
        rows.append((int(number), int(train_id), name, category.strip()))
    return rows


def test_the_table_is_mmsegs():
    by_id = {train_id: name for _, train_id, name, _ in table()
             if train_id != 255}
    classes = CityscapesDataset.METAINFO['classes']
    assert [by_id[label] for label in range(19)] == list(classes)


def test_groups_are_the_benchmarks(config):
    cfg = config(f'{GENERATOR}_8-classes')
    classes = cfg.coarse_metainfo.classes
    assert classes == list(COLLAPSED.values())
    merge = TRANSFORMS.build(cfg.coarse_load[-1])
    ids = np.array([[row[0] for row in table()]], np.uint8)
    merged = merge(dict(gt_seg_map=ids))['gt_seg_map'][0]
    assert [classes[label] for label in merged] == [
        COLLAPSED[category] for *_, category in table()]
    # The colours are those of the category's first label of the 19.
    metainfo = CityscapesDataset.METAINFO
    colours = dict(zip(classes, cfg.coarse_metainfo.palette))
    for category in COLLAPSED:
        first = next((row for row in table()
                      if row[3] == category and row[1] != 255), None)
        if first is not None:
            assert colours[COLLAPSED[category]] == metainfo['palette'][
                first[1]]


def test_groups_survive_a_dump(config, tmp_path):
    """mmengine sorts keys when it writes a config; labels must not move."""
    cfg = Config(dict(
        coarse_load=config(f'{GENERATOR}_8-classes').coarse_load))
    cfg.dump(str(tmp_path / 'dumped.py'))
    again = Config.fromfile(str(tmp_path / 'dumped.py'))
    before, after = (TRANSFORMS.build(each.coarse_load[-1]).table
                     for each in (cfg, again))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize('suffix, ids, expected', [
    ('', (0, 7, 255), {0, 7}),
    ('_8-classes', (7, 9, 26, 3), {1, 7, 0})])
def test_generator_trains_and_tests(suffix, ids, expected, config, cityscapes,
                                    tiny_base, tmp_path):
    """A training step and both evaluations, on a tiny base model."""
    cfg = config(GENERATOR + suffix)
    root = cityscapes(ids, ids)
    shrink(cfg, root)
    cfg.model.base_model.pretrained = tiny_base
    cfg.model.decoders.semantic.update(channels=32)
    cfg.model.decoders.semantic.head.update(
        transformer=dict(num_queries=8, num_layers=1, num_heads=4,
                         ffn_channels=64), criterion=dict(num_points=64))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.experiment_name = f'protocol{suffix}'
    # No evaluation but the last.
    cfg.train_cfg.max_iters, cfg.train_cfg.val_interval = 1, 2
    cfg.default_hooks.checkpoint = None
    runner = Runner.from_cfg(cfg)
    runner.train()
    metrics = runner.test()
    assert {'given/mIoU', 'not_given/mIoU'} <= set(metrics)
    assert cfg.test_dataloader.dataset == cfg.val_dataloader.dataset
    found = set()
    for index in range(4):
        sample = runner.train_loop.dataloader.dataset[index % 2]
        found |= set(sample['data_samples'].gt_sem_seg.data.unique().tolist())
    assert found - {255} == expected


def shrink(cfg, root: str) -> None:
    """Data at 64 px, from ``root``, in this process."""
    for loader in (cfg.train_dataloader, cfg.val_dataloader,
                   cfg.test_dataloader):
        loader.num_workers, loader.persistent_workers = 0, False
        loader.dataset.data_root = root
        for step in loader.dataset.pipeline:
            if step.type in ('RandomResize', 'Resize'):
                step.scale = (64, 64)
            if step.type == 'RandomResize':
                step.ratio_range = (1.0, 1.0)
            if step.type == 'RandomCrop':
                step.crop_size = (64, 64)
                step.cat_max_ratio = 1.0
    cfg.model.data_preprocessor.update(
        size=(64, 64), test_cfg=dict(size=(64, 64)))


@pytest.mark.parametrize('suffix', ['', '_8-classes'])
def test_prompts_of_the_list(suffix, config):
    cfg = config(GENERATOR + suffix)
    metainfo = dict(resolve_metainfo(cfg.model.metainfo),
                    prompt_names=cfg.model.get('prompt_names', {}))
    source = TASK_UTILS.build(dict(cfg.synthesis.source, metainfo=metainfo))
    named = [source.request(index, 0, 0).classes for index in range(300)]
    shown = set().union(*named)
    assert shown == set(metainfo['classes']) - {'background'}
    # Of the list of 300 next to none is left out.
    assert source.builder.left_out <= 15


@pytest.mark.parametrize('suffix', ['', '_8-classes'])
def test_samples_are_read_back(suffix, config):
    """The exporter accepts the config's consumer and classes."""
    cfg = config(GENERATOR + suffix)
    exporter = TASK_UTILS.build(dict(
        cfg.synthesis.exporters[0],
        metainfo=resolve_metainfo(cfg.model.metainfo)))
    exporter.check_consumer()
    assert len(exporter.classes) == (8 if suffix else 19)


@pytest.mark.parametrize('backbone', ['r50', 'swin-b'])
@pytest.mark.parametrize('suffix, real, synthetic', [
    ('', {0, 13}, {0, 13}), ('_8-classes', {1, 0, 7}, {2, 5})])
def test_comparison_reads_its_data(backbone, suffix, real, synthetic, config,
                                   cityscapes, tmp_path):
    """Both parts of the joint row, with the labels of their own layout."""
    cfg = config(f'comparisons/cityscapes_mask2former-{backbone}{suffix}')
    plan = ComparisonPlan(cfg)
    joint = next(run for run in plan.table_runs() if run.row == 'joint')
    parts = joint.cfg.train_dataloader.dataset.datasets
    root = cityscapes((7, 9, 26, 3) if suffix else (7, 26), (0, 13))
    for part in parts:
        part.data_root = root
        assert check_dataset_cfg(part) == 2
    if suffix:
        for path in (tmp_path / 'cityscapes').rglob('*labelTrainIds.png'):
            label = np.array(Image.open(path))
            label[:] = 2
            label[:, :9] = 5
            Image.fromarray(label).save(path)
    assert check_dataset_cfg(dict(cfg.val_dataloader.dataset,
                                  data_root=root)) == 2
    init_default_scope('mmseg')
    for part, labels in zip(parts, (real, synthetic)):
        part.pipeline = [step for step in part.pipeline
                         if not step.type.startswith('Random')]
        packed = DATASETS.build(part)[0]['data_samples']
        assert set(packed.gt_sem_seg.data.unique().tolist()) == labels
    for part in parts:
        part.pipeline = []
    DATASETS.build(joint.cfg.train_dataloader.dataset)


@pytest.mark.parametrize('backbone', ['r50', 'swin-b'])
@pytest.mark.parametrize('suffix', ['', '_8-classes'])
def test_segmenter_builds(backbone, suffix, config):
    cfg = config(SEGMENTER.format(backbone, suffix))
    init_default_scope(cfg.default_scope)
    model = MODELS.build(cfg.model)
    head = model.decode_head
    classes = 8 if suffix else 19
    assert head.num_classes == classes
    assert len(head.loss_cls.class_weight) == classes + 1
    assert cfg.model.backbone.init_cfg.checkpoint.startswith('checkpoints/')
    assert cfg.test_dataloader.dataset == cfg.val_dataloader.dataset
    assert not any('SyncBatchNorm' in type(module).__name__
                   for module in model.modules())


def test_tool_lists_a_few(cityscapes, monkeypatch, capsys):
    root = cityscapes((7, 26), (0, 13))

    def run(num):
        monkeypatch.setattr(sys, 'argv', ['cityscapes_few.py', root,
                                          '--num', num])
        runpy.run_path('tools/dataset_converters/cityscapes_few.py',
                       run_name='__main__')

    run('1')
    assert '1 images that show 2 classes' in capsys.readouterr().out
    with open(f'{root}/train_1.txt') as file:
        assert file.read() == 'aachen/aachen_000000_000019\n'
    with pytest.raises(SystemExit):
        run('3')
    assert 'give a number from 1 to 2' in capsys.readouterr().err
