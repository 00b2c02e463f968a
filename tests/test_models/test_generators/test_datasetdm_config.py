"""The configs, through mmengine's Runner."""

import os.path as osp
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

CONFIGS = Path(__file__).parents[3] / 'configs' / 'datasetdm'


def test_trains_and_tests_by_the_runner(tiny_folder, write_seg_folder,
                                        tmp_path):
    """The ShapesWorld config as it stands, two iterations of it."""
    root = write_seg_folder('data', num=4, size=(64, 64))
    cfg = Config.fromfile(str(CONFIGS / 'datasetdm_shapesworld-64_100.py'))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.base_model.pretrained = tiny_folder
    for loader in (cfg.train_dataloader, cfg.val_dataloader,
                   cfg.test_dataloader):
        loader.batch_size = 2
        loader.dataset.data_root = root
        loader.dataset.ann_file = 'ImageSets/Segmentation/train.txt'
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    cfg.default_hooks.checkpoint.interval = 2
    runner = Runner.from_cfg(cfg)
    runner.train()
    state = torch.load(osp.join(cfg.work_dir, 'iter_2.pth'),
                       weights_only=False)['state_dict']
    assert state and all(key.startswith('decoders.semantic.') for key in state)
    metrics = runner.test()
    assert {'given/mIoU', 'not_given/mIoU'} <= set(metrics)


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
