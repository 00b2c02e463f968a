"""The configs, through mmengine's Runner."""

import os.path as osp
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world

CONFIGS = Path(__file__).parents[3] / 'configs' / 'datasetdm'


@pytest.fixture(scope='module')
def world(tmp_path_factory) -> str:
    """ShapesWorld of a few images."""
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, WorldSettings(train_full=4, val=2, unlabelled=1,
                                    neon=1))
    return str(root)


@pytest.mark.parametrize('name,decoder,metrics', [
    ('datasetdm', 'semantic', {'given/mIoU', 'not_given/mIoU'}),
    ('datasetdm-instance', 'instance', {'coco/segm_mAP'}),
    ('datasetdm-panoptic', 'panoptic', {'coco_panoptic/PQ'}),
])
def test_trains_and_tests_by_the_runner(name, decoder, metrics, world,
                                        tiny_folder, tmp_path):
    """A ShapesWorld config as it stands, two iterations of it."""
    cfg = Config.fromfile(str(CONFIGS / f'{name}_shapesworld-64_100.py'))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.base_model.pretrained = tiny_folder
    for loader in (cfg.train_dataloader, cfg.val_dataloader,
                   cfg.test_dataloader):
        loader.batch_size = 2
        loader.dataset.data_root = world
        loader.dataset.ann_file = loader.dataset.ann_file.replace(
            'labelled_100', 'train_full')
        for key, prefix in loader.dataset.data_prefix.items():
            loader.dataset.data_prefix[key] = prefix.replace(
                'labelled_100', 'train_full')
    for evaluator in (cfg.val_evaluator, cfg.test_evaluator):
        for key in ('ann_file', 'seg_prefix'):
            if key in evaluator:
                evaluator[key] = evaluator[key].replace(
                    'data/shapesworld', world)
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    cfg.default_hooks.checkpoint.interval = 2
    runner = Runner.from_cfg(cfg)
    runner.train()
    state = torch.load(osp.join(cfg.work_dir, 'iter_2.pth'),
                       weights_only=False)['state_dict']
    assert state and all(key.startswith(f'decoders.{decoder}.')
                         for key in state)
    assert metrics <= set(runner.test())


@pytest.mark.parametrize('name', sorted(
    path.name for path in CONFIGS.glob('*.py')))
def test_configs_are_whole(name):
    cfg = Config.fromfile(str(CONFIGS / name))
    assert cfg.train_cfg.max_iters >= cfg.train_cfg.val_interval
    for scheduler in cfg.get('param_scheduler', []):
        assert scheduler.get('end') <= cfg.train_cfg.max_iters
    assert cfg.synthesis.source.type == 'mmflexgen.PromptSource'
    first = (CONFIGS / name).read_text().splitlines()[0]
    assert first.startswith('# DatasetDM')
