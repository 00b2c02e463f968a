"""Stock configs of mmseg and mmdet, made small enough for a test."""

from pathlib import Path
from typing import Any, List, NamedTuple

import torch
from mmengine.config import Config
from mmengine.hooks import Hook

from mmflexgen.utils.cli import build_runner
from mmflexgen.utils.config import load_config

# Values under these keys are sizes of images.
_SIZES = ('scale', 'crop_size', 'size', 'img_scale')
SIZE = (64, 64)


# Paths of our folders where they are not the stock config's.
_PATHS = dict(
    voc=dict(
        ann_file='ImageSets/Segmentation/train.txt',
        data_prefix=dict(
            img_path='JPEGImages', seg_map_path='SegmentationClass')),
    ade20k={},
    cityscapes={},
    nyu={},
    coco_instance=dict(
        ann_file='annotations/instances_train.json',
        data_prefix=dict(img='train/')),
    coco_panoptic=dict(
        ann_file='annotations/panoptic_train.json',
        data_prefix=dict(img='train/', seg='annotations/panoptic_train/')))


def shrunk(path: str, layout: str, data_root: Path) -> Config:
    """A stock config on one of our folders, for one CPU core.

    Changed besides the paths: images of 64 x 64, batches of 2 read by the
    main process, BN for SyncBN (which needs a GPU), no pretrained weights,
    no evaluation, two iterations. Model, losses, transforms, samplers, hooks
    and optimizer are the stock config's.

    Args:
        path: config, such as ``mmseg::fcn/….py``.
        layout: of the training data, such as 'voc'.
        data_root: folder of the training data.
    """
    cfg = load_config(path)
    _shrink(cfg._cfg_dict)
    dataset = cfg.train_dataloader.dataset
    # mmseg's VOC configs read two folders of labels.
    for part in dataset.get('datasets', [dataset]):
        part.update(data_root=f'{data_root}/', **_PATHS[layout])
    cfg.train_dataloader.update(
        batch_size=2, num_workers=0, persistent_workers=False,
        pin_memory=False)
    for split in ('val', 'test'):
        for key in ('dataloader', 'cfg', 'evaluator'):
            cfg[f'{split}_{key}'] = None
    # Epochs of four images or iterations: two steps in each.
    if 'max_iters' in cfg.train_cfg:
        cfg.train_cfg.max_iters = 2
    else:
        cfg.train_cfg.max_epochs = 1
    cfg.default_hooks.checkpoint = None
    cfg.launcher = 'none'
    cfg.randomness = dict(seed=0)
    return cfg


def _shrink(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _shrink(item)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in _SIZES and isinstance(value, (tuple, list)):
            node[key] = SIZE
        elif key == 'pretrained' or (key == 'init_cfg' and isinstance(
                value, dict) and value.get('type') == 'Pretrained'):
            node[key] = None
        elif key == 'type' and value == 'SyncBN':
            node[key] = 'BN'
        else:
            _shrink(value)


class Recorder(Hook):
    """Keeps the data samples that the model was trained on."""

    def __init__(self) -> None:
        self.samples: List[Any] = []

    def before_train_iter(self, runner, batch_idx, data_batch=None) -> None:
        self.samples += data_batch['data_samples']


class Trained(NamedTuple):
    """What a run left: losses by iteration, and the samples seen."""

    losses: List[float]
    samples: List[Any]

    def labels(self) -> set:
        """Label ids of all semantic maps, without 255."""
        # mmseg calls the map `data`, mmdet `sem_seg`.
        maps = [value.flatten() for sample in self.samples
                for value in sample.gt_sem_seg.values()]
        return set(torch.cat(maps).unique().tolist()) - {255}

    def instance_labels(self) -> set:
        """Label ids of all instances."""
        return set(torch.cat([sample.gt_instances.labels
                              for sample in self.samples]).tolist())


def train(cfg: Config, work_dir: Path) -> Trained:
    """Trains as tools/train.py does, in this process."""
    cfg.work_dir = str(work_dir)
    cfg.experiment_name = f'{work_dir.parent.name}_{work_dir.name}'
    runner = build_runner(cfg)
    recorder = Recorder()
    runner.register_hook(recorder)
    before = [parameter.detach().clone()
              for parameter in runner.model.parameters()]
    runner.train()
    assert any(not torch.equal(old, new) for old, new in
               zip(before, runner.model.parameters()))
    history, _ = runner.message_hub.get_scalar('train/loss').data
    return Trained(history.tolist(), recorder.samples)
