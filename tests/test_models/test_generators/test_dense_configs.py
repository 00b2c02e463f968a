"""Depth, saliency and pose: the configs through mmengine's Runner."""

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.registry import DATASETS, TASK_UTILS

CONFIGS = Path(__file__).parents[3] / 'configs' / 'datasetdm'


@pytest.fixture(scope='module')
def world(tmp_path_factory) -> str:
    """Enough images for two with one figure in each split."""
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, WorldSettings(train_full=24, val=24, unlabelled=1,
                                    neon=1))
    return str(root)


def _config(name, tiny_folder, world, work_dir) -> Config:
    """A config of two iterations on the tiny model."""
    cfg = Config.fromfile(str(CONFIGS / name))
    cfg.work_dir = str(work_dir)
    cfg.model.base_model.pretrained = tiny_folder
    cfg.train_dataloader.batch_size = 2
    for loader in (cfg.val_dataloader, cfg.test_dataloader):
        loader.batch_size = 2
        loader.dataset.indices = 2
    for loader in (cfg.train_dataloader, cfg.val_dataloader,
                   cfg.test_dataloader):
        loader.dataset.data_root = world
        loader.dataset.ann_file = loader.dataset.ann_file.replace(
            'labelled_100', 'train_full')
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    return cfg


@pytest.mark.parametrize('name,metrics', [
    ('datasetdm-depth_shapesworld-64_50.py', {'abs_rel', 'rmse'}),
    ('datasetdm-saliency_shapesworld-64_100.py', {'MAE', 'Fbeta'}),
    ('datasetdm-pose_shapesworld-64_100.py', {'PCK@0.1'}),
])
def test_trains_and_tests_by_the_runner(name, metrics, tiny_folder, world,
                                        tmp_path):
    cfg = _config(name, tiny_folder, world, tmp_path / 'work')
    runner = Runner.from_cfg(cfg)
    before = {key: value.clone() for key, value in
              runner.model.decoders.state_dict().items()}
    runner.train()
    assert any(not torch.equal(value, before[key]) for key, value in
               runner.model.decoders.state_dict().items())
    found = runner.test()
    assert metrics <= set(found)
    assert all(np.isfinite(found[key]) for key in metrics)


def test_pose_prompts_show_one_figure():
    cfg = Config.fromfile(
        str(CONFIGS / 'datasetdm-pose_shapesworld-64_100.py'))
    source = TASK_UTILS.build(dict(cfg.synthesis.source, metainfo=DATASETS.get(
        'mmflexgen.ShapesWorldDataset').METAINFO))
    requests = [source.request(index, 0, 0) for index in range(50)]
    assert all(request.classes == ('figure', ) for request in requests)
    assert all(request.prompt.count('figure') == 1 for request in requests)
    assert len({request.prompt for request in requests}) > 40
