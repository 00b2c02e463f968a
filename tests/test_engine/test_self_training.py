"""Hardness-aware self-training, and what its runs leave on the disk."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mmengine.config import Config
from mmengine.hooks import Hook
from mmengine.model import BaseModel
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from mmengine.structures import PixelData
from PIL import Image

from mmflexgen.engine.hooks.self_training_round import (SampleEntry,
                                                        keep_easiest)
from mmflexgen.registry import DATASETS, HOOKS, MODELS
from mmflexgen.utils import InputError, allow_resume_globals

NUM, SIZE = 6, 12
LOAD = [dict(type='mmflexgen.LoadCheckedImage'),
        dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)]
PLAIN = [*LOAD, dict(type='PackSegInputs')]


@MODELS.register_module()
class ColourNet(BaseModel):
    """Scores from colours; noise makes its training a matter of luck."""

    def __init__(self):
        super().__init__()
        self.net = torch.nn.Conv2d(3, 13, 1)
        torch.nn.init.zeros_(self.net.weight)
        torch.nn.init.zeros_(self.net.bias)

    def forward(self, inputs, data_samples, mode='tensor'):
        images = torch.stack(list(inputs)).float() / 127.5 - 1
        if mode == 'loss':
            logits = self.net(images + 0.3 * torch.randn_like(images))
            truth = torch.cat([s.gt_sem_seg.data for s in data_samples])
            return dict(loss=F.cross_entropy(logits, truth.long(),
                                             ignore_index=255))
        for sample, logits in zip(data_samples, self.net(images).detach()):
            sample.seg_logits = PixelData(data=logits.softmax(0))
        return data_samples


@HOOKS.register_module()
class KillHook(Hook):
    """Ends a run when an epoch starts."""

    def __init__(self, epoch: int):
        self.epoch = epoch

    def before_train_epoch(self, runner):
        if runner.epoch == self.epoch:
            raise RuntimeError('killed')


@pytest.fixture(scope='module')
def world(tmp_path_factory) -> Path:
    """Six images of two colours; the labels of three are partly wrong."""
    root = tmp_path_factory.mktemp('world')
    rng = np.random.default_rng(0)
    for folder in ('JPEGImages', 'SegmentationClass',
                   'ImageSets/Segmentation'):
        (root / folder).mkdir(parents=True)
    names = [f'synth_{index:08d}' for index in range(NUM)]
    for index, name in enumerate(names):
        label = np.where(rng.random((SIZE, SIZE)) < 0.5, 0,
                         1 + index // 2 % 2)
        image = np.full((SIZE, SIZE, 3), 30, np.uint8)
        image[label == 1] = (220, 60, 60)
        image[label == 2] = (60, 60, 220)
        if index % 2:
            wrong = rng.random((SIZE, SIZE)) < 0.1 + 0.1 * index
            label[wrong] = rng.integers(0, 3, wrong.sum())
        Image.fromarray(image).save(root / f'JPEGImages/{name}.png')
        Image.fromarray(label.astype(np.uint8)).save(
            root / f'SegmentationClass/{name}.png')
    (root / 'ImageSets/Segmentation/train.txt').write_text('\n'.join(names))
    return root


def config(world: Path, work_dir: Path, epochs: int = 3, hook: dict = None,
           kill: int = None, **changes) -> Config:
    hooks = [dict(type='mmflexgen.EpochSeedHook'),
             dict(type='mmflexgen.HardnessSelfTrainingHook', pipeline=PLAIN,
                  batch_size=4, **(hook or {}))]
    if kill is not None:
        hooks.append(dict(type='mmflexgen.KillHook', epoch=kill))
    return Config({**dict(
        default_scope='mmseg', work_dir=str(work_dir),
        experiment_name=work_dir.name, log_level='WARNING',
        model=dict(type='mmflexgen.ColourNet'),
        train_dataloader=dict(
            batch_size=2, num_workers=0,
            sampler=dict(type='DefaultSampler', shuffle=True),
            dataset=dict(
                type='mmflexgen.RelabelledDataset',
                dataset=dict(
                    type='mmflexgen.ShapesWorldDataset',
                    data_root=str(world),
                    ann_file='ImageSets/Segmentation/train.txt',
                    pipeline=[*LOAD, dict(type='RandomFlip', prob=0.5),
                              dict(type='PackSegInputs')]))),
        train_cfg=dict(type='EpochBasedTrainLoop', max_epochs=epochs),
        optim_wrapper=dict(optimizer=dict(type='Adam', lr=0.6)),
        default_hooks=dict(checkpoint=dict(
            type='CheckpointHook', by_epoch=True, interval=1)),
        custom_hooks=hooks, randomness=dict(seed=3)), **changes})


def train(*args, **kwargs) -> Runner:
    allow_resume_globals()
    runner = Runner.from_cfg(config(*args, **kwargs))
    runner.train()
    return runner


def rounds(work_dir: Path) -> dict:
    """Path to bytes of all that self-training wrote."""
    root = work_dir / 'self_training'
    return {path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob('*')) if path.is_file()}


def record(work_dir: Path, number: int) -> dict:
    return json.loads((work_dir / f'self_training/round_{number:02d}'
                       / 'round.json').read_text())['samples']


def labels(folder: Path) -> dict:
    return {path.stem: np.array(Image.open(path))
            for path in folder.glob('*.png')}


def predictions(world: Path, checkpoint: Path) -> dict:
    """Probabilities (13, H, W) of every image, by a checkpoint."""
    weights = torch.load(checkpoint, weights_only=False)['state_dict']
    kernel = weights['net.weight'][..., 0, 0].numpy().astype(float)
    bias = weights['net.bias'].numpy().astype(float)
    found = {}
    for path in (world / 'JPEGImages').glob('*.png'):
        # mmseg loads BGR, and nothing turns it round here.
        image = np.array(Image.open(path))[..., ::-1] / 127.5 - 1
        logits = np.einsum('kc,hwc->khw', kernel, image)
        logits = np.exp(logits + bias[:, None, None])
        found[path.stem] = logits / logits.sum(0)
    return found


@pytest.fixture(scope='module')
def whole(world, tmp_path_factory) -> Path:
    """The work dir of a run that was not interrupted."""
    work_dir = tmp_path_factory.mktemp('whole')
    train(world, work_dir)
    return work_dir


def hardness(probs: np.ndarray, label: np.ndarray) -> float:
    means = [-np.log(probs[j][label == j]).mean() for j in range(1, 13)
             if (label == j).any()]
    return sum(means) if means else np.inf


def test_rounds_rank_keep_and_relabel(world, whole):
    """Three rounds, each calculated anew from its epoch's checkpoint."""
    current = labels(world / 'SegmentationClass')
    kept = set(current)
    for number in (1, 2, 3):
        probs = predictions(world, whole / f'epoch_{number}.pth')
        found = record(whole, number)
        scores = {name: hardness(probs[name], label)
                  for name, label in current.items()}
        for name, label in current.items():
            changed = None
            if name not in kept:
                new = probs[name].argmax(0)
                changed, current[name] = (new != label).mean(), new
            assert found[name]['changed'] == pytest.approx(changed)
        written = labels(whole / f'self_training/round_{number:02d}'
                         / 'SegmentationClass')
        assert set(written) == set(current)
        for name, label in current.items():
            np.testing.assert_array_equal(written[name], label)
        for name, score in scores.items():
            assert (found[name]['hardness'] or np.inf) == pytest.approx(
                score, rel=1e-3)
        kept = {name for name, entry in found.items() if entry['kept']}
        assert len(kept) == NUM // 2
        # Hardnesses may be equal, but for rounding.
        assert max(scores[name] for name in kept) <= 1.001 * min(
            scores[name] for name in set(scores) - kept)


def test_the_originals_are_left_alone(world, whole):
    """Half of them were wrong, and still are."""
    final = labels(whole / 'self_training/round_03/SegmentationClass')
    first = labels(world / 'SegmentationClass')
    assert any((first[name] != final[name]).any() for name in first)


def test_an_epoch_sees_the_kept_ones_with_their_labels(world, tmp_path):
    runner = train(world, tmp_path, epochs=2)
    dataset = runner.train_dataloader.dataset
    found = record(tmp_path, 2)
    assert len(dataset) == NUM // 2
    assert len(runner.train_dataloader) == NUM // 2  # batches of 2, as ever
    for index in range(NUM // 2):
        sample = dataset[index]['data_samples']
        assert found[Path(sample.img_path).stem]['kept']
        assert 'round_02' in sample.seg_map_path


def test_without_self_training_it_is_the_same_run_until_the_first_round(
        world, whole, tmp_path):
    """As the rows of the ladder are trained: custom_hooks is empty."""
    hooks = config(world, tmp_path).default_hooks
    train(world, tmp_path, epochs=1, custom_hooks=[], default_hooks=dict(
        hooks, epoch_seed=dict(type='mmflexgen.EpochSeedHook')))
    first, again = (torch.load(folder / 'epoch_1.pth', weights_only=False)
                    for folder in (whole, tmp_path))
    for key, value in first['state_dict'].items():
        assert torch.equal(value, again['state_dict'][key])


def test_it_may_go_on_from_a_training_without_it(world, whole, tmp_path):
    """As the ladder does: from the last checkpoint before the first round,
    of a training that went on without rounds."""
    plain, mine = tmp_path / 'plain', tmp_path / 'mine'
    hooks = config(world, plain).default_hooks
    train(world, plain, custom_hooks=[], default_hooks=dict(
        hooks, epoch_seed=dict(type='mmflexgen.EpochSeedHook')))
    train(world, mine, resume=True, load_from=str(plain / 'epoch_1.pth'))
    first, again = (torch.load(folder / 'epoch_3.pth', weights_only=False)
                    for folder in (whole, mine))
    for key, value in first['state_dict'].items():
        assert torch.equal(value, again['state_dict'][key])
    assert rounds(whole) == rounds(mine)


@pytest.mark.parametrize('kill', [1, 2])
def test_an_interrupted_run_ends_the_same(world, whole, tmp_path, kill):
    with pytest.raises(RuntimeError, match='killed'):
        train(world, tmp_path, kill=kill)
    train(world, tmp_path, resume=True)
    first, again = (torch.load(folder / 'epoch_3.pth', weights_only=False)
                    for folder in (whole, tmp_path))
    for key, value in first['state_dict'].items():
        assert torch.equal(value, again['state_dict'][key])
    assert rounds(whole) == rounds(tmp_path)


def test_a_round_that_is_missing_or_stale_is_made_anew(world, whole,
                                                       tmp_path):
    """As after a kill between a checkpoint and its round, or in a folder
    that another run has used."""
    with pytest.raises(RuntimeError, match='killed'):
        train(world, tmp_path, kill=2)
    root = tmp_path / 'self_training'
    shutil.rmtree(root / 'round_02')
    shutil.copytree(root / 'round_01', root / 'round_02')
    shutil.copytree(root / 'round_01', root / 'round_07')
    train(world, tmp_path, resume=True)
    shutil.rmtree(root / 'round_07')
    assert rounds(whole) == rounds(tmp_path)


def test_rounds_come_when_they_are_due(world, tmp_path):
    train(world, tmp_path, epochs=4, hook=dict(begin=2, interval=2, keep=1.))
    assert sorted(path.name for path in (
        tmp_path / 'self_training').iterdir()) == ['round_01', 'round_02']
    assert all(entry['kept'] for entry in record(tmp_path, 2).values())


def test_a_lost_round_between_rounds_is_named(world, tmp_path):
    settings = dict(epochs=4, hook=dict(begin=2, interval=2))
    with pytest.raises(RuntimeError, match='killed'):
        train(world, tmp_path, kill=3, **settings)
    shutil.rmtree(tmp_path / 'self_training')
    with pytest.raises(InputError, match='round_01 does not hold the round'):
        train(world, tmp_path, resume=True, **settings)


@pytest.mark.parametrize('epoch, lost', [(3, 1), (4, 1)])
def test_a_round_of_another_run_is_refused(world, tmp_path, epoch, lost):
    """Between rounds, and where the round of the checkpoint's own epoch must
    be made anew from the one before: other weights made that one."""
    settings = dict(epochs=6, hook=dict(begin=2, interval=2))
    mine, other = tmp_path / 'mine', tmp_path / 'other'
    with pytest.raises(RuntimeError, match='killed'):
        train(world, mine, kill=epoch, **settings)
    with pytest.raises(RuntimeError, match='killed'):
        train(world, other, kill=epoch, randomness=dict(seed=4), **settings)
    shutil.rmtree(mine / 'self_training')
    shutil.copytree(other / 'self_training', mine / 'self_training')
    with pytest.raises(InputError,
                       match=f'round_0{lost} does not hold the round'):
        train(world, mine, resume=True, **settings)


def test_no_foreground_is_the_hardest_and_names_decide_between_equals():
    entries = [SampleEntry(None), SampleEntry(2.), SampleEntry(1.),
               SampleEntry(2.)]
    found = keep_easiest(entries, ['a', 'd', 'c', 'b'], 0.5)
    assert [entry.kept for entry in found] == [False, False, True, True]
    assert keep_easiest(entries, 'adcb', 0.6)[1].kept
    assert not keep_easiest(entries, 'adcb', 0.6)[0].kept


def test_crowded_samples_are_ranked_among_themselves():
    entries = [SampleEntry(hardness, shown) for hardness, shown in (
        (.1, 1), (.2, 1), (.3, 1), (.4, 1), (2., 3), (1., 3), (None, 0))]
    assert [entry.kept for entry in keep_easiest(entries, 'abcdefg', 0.5)] \
        == [True, True, True, True, False, False, False]
    found = keep_easiest(entries, 'abcdefg', 0.5, 'count')
    assert [entry.kept for entry in found] == [
        True, True, False, False, False, True, False]
    assert [entry.hardness for entry in found] == [
        entry.hardness for entry in entries]


def test_an_unknown_ranking_is_named():
    with pytest.raises(InputError, match="Hook is 'class': use one of"):
        HOOKS.build(dict(type='mmflexgen.HardnessSelfTrainingHook',
                         pipeline=[], per='class'))


@pytest.mark.parametrize('wrong', [
    dict(begin=0), dict(interval=0), dict(keep=0.), dict(keep=1.1)])
def test_bad_settings_are_named(wrong):
    with pytest.raises(InputError, match='begin is .*keep'):
        HOOKS.build(dict(type='mmflexgen.HardnessSelfTrainingHook',
                         pipeline=PLAIN, **wrong))


def refuse(world: Path, tmp_path: Path, match: str, change=None, **kwargs):
    cfg = config(world, tmp_path, **kwargs)
    if change:
        change(cfg)
    with pytest.raises(InputError, match=match):
        Runner.from_cfg(cfg).train()


def test_runs_that_it_cannot_work_in_are_named(world, tmp_path):
    refuse(world, tmp_path, 'max_epochs is 4, which no round ends', epochs=4,
           hook=dict(begin=1, interval=2))

    def unwrap(cfg):
        cfg.train_dataloader.dataset = cfg.train_dataloader.dataset.dataset

    refuse(world, tmp_path, 'reads ShapesWorldDataset: wrap', unwrap)

    def iterate(cfg):
        cfg.train_cfg = dict(type='IterBasedTrainLoop', max_iters=2)

    refuse(world, tmp_path, 'EpochBasedTrainLoop', iterate)

    def persist(cfg):
        cfg.train_dataloader.num_workers = 1
        cfg.train_dataloader.persistent_workers = True

    refuse(world, tmp_path, 'persistent_workers=False', persist)


def test_rounds_of_other_samples_are_named(world, tmp_path):
    with pytest.raises(RuntimeError, match='killed'):
        train(world, tmp_path, kill=1)
    cfg = config(world, tmp_path, resume=True)
    cfg.train_dataloader.dataset.dataset.indices = 4
    with pytest.raises(InputError, match='6 samples that are not the 4'):
        Runner.from_cfg(cfg).train()


def test_the_wrapper_is_the_dataset_until_it_is_told_otherwise(world,
                                                               tmp_path):
    init_default_scope('mmseg')
    dataset = DATASETS.build(
        config(world, tmp_path).train_dataloader.dataset)
    assert len(dataset) == NUM and dataset.name(2) == 'synth_00000002'
    assert dataset.info(3)['seg_map_path'] == str(
        world / 'SegmentationClass/synth_00000003.png')
    dataset.select([4, 1], tmp_path)
    assert len(dataset) == 2
    assert dataset.info(3)['seg_map_path'] == str(
        tmp_path / 'synth_00000003.png')
