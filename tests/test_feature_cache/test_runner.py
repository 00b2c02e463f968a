"""The cached config by the tools, from images to a checkpoint."""

import importlib.util
from pathlib import Path

import pytest
import torch
from mmengine.config import Config

ROOT = Path(__file__).parents[2]
CONFIG = str(ROOT / 'configs/datasetdm'
             / 'datasetdm_shapesworld-64_100_cached.py')


def run_tool(name: str, *args: str) -> None:
    spec = importlib.util.spec_from_file_location(
        name, ROOT / 'tools' / f'{name}.py')
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.main(args)


@pytest.fixture
def config(tiny_folder, write_seg_folder, tmp_path, monkeypatch) -> str:
    """The ShapesWorld config as it stands, made small."""
    monkeypatch.chdir(tmp_path)
    root = write_seg_folder('data', num=4, size=(64, 64))
    cfg = Config.fromfile(CONFIG)
    cfg.work_dir = 'work'
    cfg.model.base_model.pretrained = tiny_folder
    dataset = cfg.train_dataloader.dataset
    dataset.num_views = 2
    for each in (dataset.dataset, cfg.val_dataloader.dataset):
        each.data_root = root
        each.ann_file = 'ImageSets/Segmentation/train.txt'
    cfg.test_dataloader = cfg.val_dataloader
    cfg.train_dataloader.batch_size = cfg.val_dataloader.batch_size = 2
    # Columns cross from a worker.
    cfg.train_dataloader.num_workers = 1
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    cfg.default_hooks.checkpoint.interval = 2
    cfg.dump('config.py')
    return 'config.py'


def test_fills_trains_and_validates(config, capsys):
    with pytest.raises(SystemExit):
        run_tool('train', config)
    assert 'is no feature cache' in capsys.readouterr().err
    run_tool('cache_features', config)
    assert '8 views, 8 of them new' in capsys.readouterr().out
    run_tool('train', config)
    state = torch.load('work/iter_2.pth', weights_only=False)['state_dict']
    assert state and all(key.startswith('decoders.semantic.')
                         for key in state)


def test_a_config_without_cache_is_refused(capsys):
    with pytest.raises(SystemExit):
        run_tool('cache_features', str(
            ROOT / 'configs/datasetdm/datasetdm_shapesworld-64_100.py'))
    assert ('trains from mmflexgen.ShapesWorldDataset: set'
            in capsys.readouterr().err)
