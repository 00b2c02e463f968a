"""Which runs a comparison consists of, and the config of each.

Every run of a comparison is the same config but for its training data, its
seed and, while it is tuned, its learning rate: iterations, batch size,
augmentation and evaluation cannot differ between rows.
"""

import copy
import hashlib
import json
import os.path as osp
from dataclasses import dataclass
from glob import glob
from typing import Dict, Iterator, List, Optional

from mmengine.config import Config

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.utils import InputError
from .metric import Metric

ROWS = ('real', 'synthetic', 'joint', 'augmented')
_KEYS = ('metric', 'rows', 'seeds', 'lrs', 'settings')
# How rows that mix real and synthetic samples do so.
_MIXES = dict(joint='real_fraction', augmented='p_aug')


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes:
        setting: name of its setting, such as '100 real images'.
        row: one of ``ROWS``.
        seed: of initial weights, sample order and augmentation.
        lr: learning rate.
        cfg: the whole config, without ``work_dir``.
        key: 8 hex digits of a hash over config and training data.
        owner: setting that names its folder: of settings that share their
            real data, the first one has the runs on real only.
    """

    setting: str
    row: str
    seed: int
    lr: float
    cfg: Config
    key: str
    owner: str

    @property
    def name(self) -> str:
        """Name of the run's folder; another config gets another name."""
        words = [self.owner, self.row, f'lr{self.lr:g}', f'seed{self.seed}',
                 self.key]
        return '-'.join(words).replace(' ', '_').replace('/', '_')


class ComparisonPlan:
    """The runs that a config with a ``comparison`` dict asks for.

    Its keys:

    - ``metric``: key of the evaluator's result, or a dict, see
      :class:`Metric`, such as ``dict(key='abs_rel', rule='less', digits=3,
      unit='')``.
    - ``rows``: some of 'real', 'synthetic', 'joint', and 'augmented', which
      replaces real samples by their synthetic counterparts, see
      :class:`MixedDataset`.
    - ``seeds``: the same ones in every row, so differences are paired.
    - ``lrs``: learning rates. If there are several, the best one on *real
      only*, with the first seed, is taken for every row of a setting.
    - ``real_fraction``: share of real samples in a joint batch, 0 to 1.
    - ``p_aug``: probability that an augmented sample is synthetic, 0 to 1; a
      setting may have its own.
    - ``settings``: dicts of ``name``; ``real`` and ``synthetic``, keys that
      replace those of ``train_dataloader.dataset`` (``synthetic`` may be a
      list of such dicts: all datasets together); ``generator_labels``,
      which labels trained the generator; ``synthesize``, the command that
      makes the synthetic data.

    Args:
        cfg: an mmseg or mmdet config with ``comparison``, trained by
            iterations; its ``train_dataloader`` reads the real data.

    Raises:
        InputError: if ``comparison`` is not as above, or the config cannot
            give every row the same iterations and joint batches their mix.
    """

    def __init__(self, cfg: Config) -> None:
        spec = cfg.get('comparison')
        if spec is None:
            raise InputError(
                f'config {cfg.filename} has no `comparison` dict: see '
                'configs/comparisons/shapesworld_short.py for one')
        # A fraction may be 0; everything else must hold something.
        needed = [*_KEYS, *(key for row, key in _MIXES.items()
                            if row in (spec.get('rows') or ()))]
        missing = [key for key in needed
                   if spec.get(key) in (None, '', [], ())]
        if missing:
            raise InputError(f'`comparison` in {cfg.filename} lacks '
                             f'{", ".join(missing)}: add them')
        unknown = [row for row in spec.rows if row not in ROWS]
        if unknown:
            raise InputError(f'`comparison` in {cfg.filename} has a row '
                             f'{unknown[0]!r}: the rows are {", ".join(ROWS)}')
        _check_training(cfg)
        self.spec = spec
        self.metric = Metric.parse(spec.metric)
        self.base = copy.deepcopy(cfg)
        self.base.pop('comparison')
        self.settings = {item.name: item for item in spec.settings}
        self.sizes: Dict[str, Dict[str, int]] = {}

    def check_data(self) -> None:
        """Look at all data before the first run starts.

        Raises:
            InputError: for the first folder, split or file that is missing.
        """
        check_dataset_cfg(self.base.val_dataloader.dataset)
        for name, setting in self.settings.items():
            real = check_dataset_cfg(self._dataset(setting, 'real'))
            synthetic = 0
            if set(self.spec.rows) - {'real'}:
                synthetic = check_dataset_cfg(
                    self._dataset(setting, 'synthetic'),
                    hint=f'make it with `{setting.synthesize}`')
            self.sizes[name] = dict(real=real, synthetic=synthetic)

    def tuning_runs(self) -> List[Run]:
        """Real only at every learning rate; nothing if there is but one."""
        if len(self.spec.lrs) < 2:
            return []
        return [self.make_run(name, 'real', self.spec.seeds[0], lr)
                for name in self.settings for lr in self.spec.lrs]

    def table_runs(self, lrs: Optional[Dict[str, float]] = None) -> List[Run]:
        """The runs of the table.

        Args:
            lrs: learning rate of each setting; None takes the first listed.

        Returns:
            In the order setting, seed, row: a table that is cut short holds
            whole pairs.
        """
        lrs = lrs or {name: self.spec.lrs[0] for name in self.settings}
        return [self.make_run(name, row, seed, lrs[name])
                for name in self.settings for seed in self.spec.seeds
                for row in self.spec.rows]

    def make_run(self, setting: str, row: str, seed: int, lr: float) -> Run:
        """The run of one cell of the table, with its whole config."""
        cfg = copy.deepcopy(self.base)
        cfg.train_dataloader = self._dataloader(self.settings[setting], row)
        cfg.randomness = {**cfg.get('randomness', {}), 'seed': seed}
        cfg.optim_wrapper.optimizer.lr = lr
        interval = cfg.train_cfg.val_interval
        cfg.default_hooks.checkpoint.update(
            interval=interval, by_epoch=False, max_keep_ckpts=2,
            save_last=True)
        cfg.custom_hooks = [
            *cfg.get('custom_hooks', []),
            dict(type='mmflexgen.EvalCurveHook', interval=interval)
        ]
        evaluators = cfg.val_evaluator
        for evaluator in (evaluators if isinstance(evaluators, list)
                          else [evaluators]):
            if evaluator.type in ('IoUMetric', 'mmseg.IoUMetric'):
                evaluator.type = 'mmflexgen.PerClassIoUMetric'
        # The last evaluation is the result; nothing is tested afterwards.
        for key in ('test_dataloader', 'test_evaluator', 'test_cfg'):
            cfg.pop(key, None)
        owner = setting if row != 'real' else next(
            name for name, other in self.settings.items()
            if other.real == self.settings[setting].real)
        return Run(setting, row, seed, lr, cfg, _key(cfg), owner)

    def p_aug(self, setting: dict) -> Optional[float]:
        """Probability of a setting's augmented samples to be synthetic."""
        return setting.get('p_aug', self.spec.get('p_aug'))

    def _dataset(self, setting: dict, part: str) -> dict:
        """The real dataset's config with one setting's changes."""
        changes = setting[part]
        if isinstance(changes, (list, tuple)):
            return dict(type='ConcatDataset', datasets=[
                self._dataset(dict(setting, **{part: each}), part)
                for each in changes])
        dataset = copy.deepcopy(self.base.train_dataloader.dataset)
        dataset.update(copy.deepcopy(changes))
        return dataset

    def _dataloader(self, setting: dict, row: str) -> dict:
        loader = copy.deepcopy(self.base.train_dataloader)
        if row not in _MIXES:
            loader.dataset = self._dataset(setting, row)
            return loader
        real, synthetic = (self._dataset(setting, part)
                           for part in ('real', 'synthetic'))
        if row == 'augmented':
            loader.dataset = dict(type='mmflexgen.MixedDataset', real=real,
                                  synthetic=synthetic,
                                  p=self.p_aug(setting))
            return loader
        fraction = self.spec.real_fraction
        loader.dataset = dict(type='ConcatDataset',
                              datasets=[real, synthetic])
        loader.sampler = dict(type='mmflexgen.MixedRatioSampler',
                              ratios=(fraction, 1 - fraction))
        return loader


def _check_training(cfg: Config) -> None:
    if 'max_iters' not in cfg.train_cfg:
        raise InputError(
            f'config {cfg.filename} trains by epochs, which are as long as '
            "its data: set train_cfg=dict(type='IterBasedTrainLoop', "
            'max_iters=..., val_interval=...) and a schedule by iterations')
    if cfg.train_dataloader.get('batch_sampler') is not None:
        raise InputError(
            f'train_dataloader of config {cfg.filename} has the '
            f'batch_sampler {cfg.train_dataloader.batch_sampler.type}, which '
            'sorts samples into batches anew: set batch_sampler=None, so '
            'that each joint batch is mixed as real_fraction says')


def _key(cfg: Config) -> str:
    """Hash over a run's config and what it trains on."""
    # Names that begin with _ helped to write the config; nothing reads them.
    content = {name: value for name, value in cfg.to_dict().items()
               if name != 'launcher' and not name.startswith('_')}
    digest = hashlib.sha256(
        json.dumps(content, sort_keys=True, default=str).encode())
    for part in _leaves(cfg.train_dataloader.dataset):
        root = part.get('data_root') or ''
        # A manifest holds the hash of every file of a synthetic dataset.
        for path in [osp.join(root, part.get('ann_file') or ''),
                     *sorted(glob(osp.join(root, 'manifest', '*.jsonl')))]:
            if osp.isfile(path):
                with open(path, 'rb') as file:
                    digest.update(file.read())
    return digest.hexdigest()[:8]


def _leaves(dataset: dict) -> Iterator[dict]:
    """The datasets that a config mixes or joins."""
    parts = [dataset[key] for key in ('real', 'synthetic') if key in dataset]
    parts += dataset.get('datasets', [])
    if not parts:
        yield dataset
    for part in parts:
        yield from _leaves(part)
