"""The shipped pairs of configs: the second goes on from the first."""

import os.path as osp

import pytest
import torch
from exported import export, exporter, samples
from mmengine.hooks import Hook

from mmflexgen.utils.checkpoint import read_checkpoint
from mmflexgen.utils.cli import build_runner
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(
    osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__)))),
    'configs/downstream')


class FirstWeights(Hook):
    """Keeps the weights before the first iteration."""

    def before_train_iter(self, runner, batch_idx, data_batch=None) -> None:
        if batch_idx == 0:
            self.weights = {name: value.clone() for name, value
                            in runner.model.state_dict().items()}


@pytest.fixture
def point_to(tmp_path, write_seg_folder):
    """A function that points a config to a tiny folder of its layout."""

    def point(cfg, name):
        dataset = cfg.train_dataloader.dataset
        if cfg.default_scope == 'mmseg':
            dataset.data_root = write_seg_folder(name, num=4)
            dataset.ann_file = 'ImageSets/Segmentation/train.txt'
            return
        form = exporter('coco_instance', dataset.metainfo.classes)
        export(tmp_path / name, form, samples(4, (0, 11)))
        dataset.update(
            data_root=str(tmp_path / name), data_prefix=dict(img='train/'),
            ann_file='annotations/instances_train.json')

    return point


def train(cfg, work_dir):
    """One iteration; returns the weights that it started from."""
    cfg.merge_from_dict(dict(
        work_dir=str(work_dir), launcher='none', val_dataloader=None,
        experiment_name=f'{work_dir.parent.name}_{work_dir.name}',
        val_cfg=None, val_evaluator=None, test_dataloader=None,
        test_cfg=None, test_evaluator=None))
    cfg.train_cfg.max_iters = 1
    cfg.train_dataloader.update(
        batch_size=2, num_workers=0, persistent_workers=False)
    first = FirstWeights()
    runner = build_runner(cfg)
    runner.register_hook(first)
    runner.train()
    return first.weights


@pytest.mark.parametrize('model', ['fpn_r18', 'mask-rcnn_r18'])
def test_second_config_starts_from_the_first(model, tmp_path, point_to):
    pretrain, finetune = (
        load_config(f'{CONFIGS}/{model}_shapesworld_{name}.py')
        for name in ('pretrain', 'finetune'))
    real = load_config(f'{CONFIGS}/{model}_shapesworld.py')
    # The first reads synthetic data, the second what the real config reads.
    assert 'synth' in pretrain.train_dataloader.dataset.data_root
    assert finetune.train_dataloader == real.train_dataloader
    assert pretrain.model == finetune.model == real.model
    assert (finetune.optim_wrapper.optimizer.lr
            < pretrain.optim_wrapper.optimizer.lr)
    # It looks where tools/train.py leaves the first one's last checkpoint.
    assert finetune.load_from == (
        f'work_dirs/{model}_shapesworld_pretrain/'
        f'iter_{pretrain.train_cfg.max_iters}.pth')
    assert not finetune.resume

    point_to(pretrain, 'synthetic')
    train(pretrain, tmp_path / 'pretrain')
    point_to(finetune, 'real')
    finetune.load_from = str(tmp_path / 'pretrain/iter_1.pth')
    weights = train(finetune, tmp_path / 'finetune')
    left = read_checkpoint(finetune.load_from)['state_dict']
    assert weights.keys() == left.keys()
    assert all(torch.equal(weights[name], left[name]) for name in left)
