"""Resume on torch >= 2.6, and configs that packages carry."""

import os.path as osp
import pickle

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.evaluator import BaseMetric
from mmengine.logging import HistoryBuffer
from mmengine.model import BaseModel
from mmengine.runner import Runner
from torch import nn

from mmflexgen.utils import allow_resume_globals, resolve_packages


class Line(BaseModel):
    """Fits y = w x."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(3))

    def forward(self, x, mode='tensor'):
        loss = (x @ self.weight - x.sum(1)).square().mean()
        return {'loss': loss} if mode == 'loss' else [{'loss': loss.item()}]


class Loss(BaseMetric):
    """Its numpy scalar becomes the best score in the message hub."""

    def process(self, data_batch, data_samples) -> None:
        self.results.extend(sample['loss'] for sample in data_samples)

    def compute_metrics(self, results) -> dict:
        return {'loss': np.float64(np.mean(results))}


def run(work_dir: str, max_iters: int, resume: bool) -> Runner:
    data = torch.randn(
        16, 3, generator=torch.Generator().manual_seed(0)).tolist()
    loader = dict(
        batch_size=2,
        dataset=[dict(x=torch.tensor(x)) for x in data],
        collate_fn=dict(type='default_collate'))
    runner = Runner(
        model=Line(),
        work_dir=work_dir,
        train_dataloader=dict(
            sampler=dict(type='InfiniteSampler', shuffle=True), **loader),
        val_dataloader=dict(
            sampler=dict(type='DefaultSampler', shuffle=False), **loader),
        val_evaluator=[Loss()],
        val_cfg=dict(),
        train_cfg=dict(
            type='IterBasedTrainLoop', max_iters=max_iters, val_interval=4),
        optim_wrapper=dict(optimizer=dict(type='AdamW', lr=0.1)),
        # The schedule's length is the full run's in both halves.
        param_scheduler=[
            dict(type='LinearLR', start_factor=0.1, end=3, by_epoch=False),
            dict(type='CosineAnnealingLR', begin=3, end=12, by_epoch=False)
        ],
        default_hooks=dict(checkpoint=dict(
            type='CheckpointHook', by_epoch=False, interval=4,
            max_keep_ckpts=2, save_best='loss', rule='less')),
        custom_hooks=[dict(type='EMAHook', momentum=0.3)],
        randomness=dict(seed=0),
        resume=resume,
        experiment_name=osp.basename(work_dir) + f'_{max_iters}_{resume}')
    runner.train()
    return runner


def test_resumed_run_equals_uninterrupted_run(tmp_path):
    allow_resume_globals()
    whole = run(str(tmp_path / 'whole'), 12, resume=False)
    run(str(tmp_path / 'parts'), 8, resume=False)
    parts = run(str(tmp_path / 'parts'), 12, resume=True)

    assert parts.iter == 12
    assert torch.equal(whole.model.weight, parts.model.weight)
    assert whole.model.weight.abs().min() > 0.1
    last = [torch.load(tmp_path / name / 'iter_12.pth')
            for name in ('whole', 'parts')]
    for key in ('state_dict', 'ema_state_dict'):
        for name, value in last[0][key].items():
            assert torch.equal(value, last[1][key][name])
    assert last[0]['param_schedulers'] == last[1]['param_schedulers']
    histories = [checkpoint['message_hub']['log_scalars']['train/lr'].data[0]
                 for checkpoint in last]
    np.testing.assert_array_equal(*histories)
    best = [checkpoint['message_hub']['runtime_info']['best_score']
            for checkpoint in last]
    assert best[0] == best[1]


def test_numpy_scalars_and_arrays_of_any_kind(tmp_path):
    allow_resume_globals()
    allow_resume_globals()
    values = [np.bool_(True), np.int64(3), np.float32(0.5), np.uint8(7),
              np.arange(6).reshape(2, 3), np.array(['a', 'bc'])]
    torch.save(values, tmp_path / 'values.pth')
    loaded = torch.load(tmp_path / 'values.pth', weights_only=True)
    for value, back in zip(values, loaded):
        assert value.dtype == back.dtype
        np.testing.assert_array_equal(value, back)


class Getter:
    """Asks for an attribute of a class when it is unpickled."""

    def __init__(self, owner: type, name: str) -> None:
        self.reduce = (getattr, (owner, name))

    def __reduce__(self):
        return self.reduce


@pytest.mark.parametrize('owner, name', [(HistoryBuffer, '__init__'),
                                         (np.ndarray, 'tofile')])
def test_getattr_is_refused_outside_history_buffers(tmp_path, owner, name):
    allow_resume_globals()
    torch.save(Getter(owner, name), tmp_path / 'bad.pth')
    with pytest.raises((ValueError, pickle.UnpicklingError),
                       match='only code can use'):
        torch.load(tmp_path / 'bad.pth', weights_only=True)


def test_own_configs_are_found():
    resolve_packages()
    resolve_packages()
    path, scope = Config._get_cfg_path(
        'mmflexgen::_base_/default_runtime.py', '')
    assert scope == 'mmflexgen'
    assert Config.fromfile(path).default_scope == 'mmflexgen'


@pytest.mark.parametrize('package', ['mmseg', 'mmdet'])
def test_configs_of_installed_packages_are_found(package, tmp_path):
    resolve_packages()
    config = tmp_path / 'config.py'
    config.write_text(
        f"_base_ = '{package}::_base_/default_runtime.py'\n")
    assert Config.fromfile(config).default_scope == package


def test_config_of_a_fork_is_found_without_pips_records(tmp_path,
                                                        monkeypatch):
    """A fork carries ``mmpose`` under a distribution of another name."""
    folder = tmp_path / 'mmpose' / '.mim' / 'configs' / '_base_'
    folder.mkdir(parents=True)
    (tmp_path / 'mmpose' / '__init__.py').touch()
    (tmp_path / 'mmpose' / '.mim' / 'model-index.yml').write_text(
        'Import: []\n')
    (folder / 'thing.py').write_text('answer = 42\n')
    monkeypatch.syspath_prepend(tmp_path)
    resolve_packages()
    config = tmp_path / 'config.py'
    config.write_text("_base_ = 'mmpose::_base_/thing.py'\n")
    assert Config.fromfile(config).answer == 42
