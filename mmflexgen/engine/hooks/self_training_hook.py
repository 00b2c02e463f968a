"""FreeGen's hardness-aware self-training (equation 8)."""

from pathlib import Path
from typing import Any, Dict, List, NoReturn, Optional, Tuple

import numpy as np
from mmengine.dataset import Compose, DefaultSampler, pseudo_collate
from mmengine.dist import get_rank, get_world_size
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import EpochBasedTrainLoop, Runner
from torch import nn

from mmflexgen.registry import HOOKS
from mmflexgen.utils import InputError, check_choice
from .self_training_round import (RoundWriter, SampleEntry, keep_easiest,
                                  read_round, round_digest, weights_digest)

# In the message hub, and so in checkpoints.
ROUNDS = 'self_training_rounds'


@HOOKS.register_module()
class HardnessSelfTrainingHook(Hook):
    """Trains on the easier samples and relabels the harder ones.

    The decoder is first trained once on all samples. At the end of epoch
    ``begin``, and of every ``interval``-th after it, comes a round:

    1. all samples are ranked by their hardness under the labels they have;
       those whose label shows no foreground are the hardest;
    2. the decoder, which has been trained on the easier ones since the
       round before, relabels those that were the harder ones in it (not in
       the first round);
    3. the easier part is what the next epochs train on.

    In this order, as nothing looks easier to a decoder than a label that it
    has just given: ranked by new labels, the relabelled ones would be kept
    whatever they show.

    A round is a folder ``out_dir/round_01``: ``SegmentationClass`` with the
    label map of every sample, in the names of the images, and
    ``round.json`` with hardness, kept or not and relabelled or not. The last
    epoch must end in a round, whose labels are the relabelled set.

    A checkpoint holds the digests of the rounds before it (mmengine's message
    hub). A run that resumes takes up the round that belongs to its
    checkpoint. Where another one, or none, is in its place, it is made anew,
    if the checkpoint is of the round's own epoch. With
    :class:`EpochSeedHook` the run goes on as if it had not been interrupted.

    Args:
        pipeline: from an image and its label map to the model's inputs,
            without augmentation.
        begin: epochs before the first round, 1 or more.
        interval: epochs between rounds, 1 or more.
        keep: share of the samples that count as easier; 0.5 in the paper.
        per: 'dataset' ranks all samples together, as in the paper; 'count'
            those whose labels show equally many classes. Equation 8 is a sum
            over classes: in common, those of one object are kept, and what
            trains on them misses objects of a crowd.
        batch_size: of the ranking.
        ignore_below: pixels of new labels whose winning class has a lower
            share of the scores are ignored; 0 keeps all.
        out_dir: ``work_dir/self_training`` by default.

    Raises:
        InputError: a setting out of range; when training starts, if it is
            not by epochs over a :class:`RelabelledDataset`, if workers are
            persistent, if it does not end in a round, or if a round that it
            needs is lost or another one.
    """

    # Before the checkpoint of the same epoch, so that the round which
    # belongs to a checkpoint is on disk; and with the weights as trained.
    priority = 'NORMAL'

    def __init__(self,
                 pipeline: List[Dict[str, Any]],
                 begin: int = 1,
                 interval: int = 1,
                 keep: float = 0.5,
                 per: str = 'dataset',
                 batch_size: int = 16,
                 ignore_below: float = 0.,
                 out_dir: Optional[str] = None) -> None:
        if begin < 1 or interval < 1 or not 0 < keep <= 1:
            raise InputError(
                f'begin is {begin}, interval {interval} and keep {keep}: '
                'they must be at least 1, at least 1, and above 0 up to 1')
        check_choice('per of HardnessSelfTrainingHook', per,
                     ('dataset', 'count'))
        self.pipeline = pipeline
        self.begin = begin
        self.interval = interval
        self.keep = keep
        self.per = per
        self.batch_size = batch_size
        self.ignore_below = ignore_below
        self.out_dir = out_dir
        # Of the latest round, by index.
        self.entries: List[SampleEntry] = []

    def round_at(self, epoch: int) -> int:
        """Number of the latest round after so many epochs; 0 for none."""
        return max(0, (epoch - self.begin) // self.interval + 1)

    def before_train(self, runner: Runner) -> None:
        """Check the run; take up the round of a resumed one."""
        self.dataset = self._find_dataset(runner)
        self._check(runner)
        self.root = Path(self.out_dir or
                         Path(runner.work_dir, 'self_training'))
        self.names = [self.dataset.name(index)
                      for index in range(len(self.dataset.dataset))]
        self.entries = []
        number = self.round_at(runner.epoch)
        if not number:
            return
        if self._take_up(runner, number):
            runner.logger.info(
                f'Self-training goes on from {self._folder(number)}')
            return
        if self.begin + (number - 1) * self.interval != runner.epoch:
            self._refuse(number)
        if number > 1 and not self._take_up(runner, number - 1):
            self._refuse(number - 1)
        self._round(runner, number)

    def after_train_epoch(self, runner: Runner) -> None:
        """Make a round if one is due."""
        epoch = runner.epoch + 1
        if epoch >= self.begin and not (epoch - self.begin) % self.interval:
            self._round(runner, self.round_at(epoch))

    def _folder(self, number: int) -> Path:
        return self.root / f'round_{number:02d}'

    def _take_up(self, runner: Runner, number: int) -> bool:
        """Select by a round, if it is the one that the checkpoint knows."""
        folder = self._folder(number)
        entries = read_round(folder, self.names,
                             _digests(runner).get(number))
        if entries is not None:
            self._select(entries, folder)
        return entries is not None

    def _refuse(self, number: int) -> NoReturn:
        raise InputError(
            f'{self._folder(number)} does not hold the round that the '
            'checkpoint to resume from was trained on: restore it, or resume '
            f'from an earlier checkpoint, of epoch {self.begin} or before')

    def _select(self, entries: List[SampleEntry], folder: Path) -> None:
        self.entries = entries
        self.dataset.select(
            [index for index, entry in enumerate(entries) if entry.kept],
            folder / 'SegmentationClass')

    def _round(self, runner: Runner, number: int) -> None:
        """Relabel, rank, keep."""
        model = _module(runner)
        training = model.training
        model.eval()
        try:
            with RoundWriter(self._folder(number),
                             self.dataset.metainfo) as writer:
                for indices in self._batches():
                    for index, label, entry in self._judge(model, indices):
                        writer.add(self.names[index], label, entry)
                entries = keep_easiest(writer.gather(self.names), self.names,
                                       self.keep, self.per)
                writer.finish(dict(
                    round=number, weights=weights_digest(model)),
                    self.names, entries)
        finally:
            model.train(training)
        folder = self._folder(number)
        self._select(entries, folder)
        # Saved with the checkpoint of this epoch and those after it.
        runner.message_hub.update_info(
            ROUNDS, {**_digests(runner), number: round_digest(folder)})
        self._log(runner, number)

    def _batches(self) -> List[List[int]]:
        """Indices of this process's share of the samples."""
        own = list(range(len(self.names)))[get_rank()::get_world_size()]
        return [own[start:start + self.batch_size]
                for start in range(0, len(own), self.batch_size)]

    def _judge(self, model: nn.Module, indices: List[int]
               ) -> List[Tuple[int, np.ndarray, SampleEntry]]:
        """Label map, hardness and the change by relabelling of samples."""
        from mmflexgen.evaluation.pixel_loss import pixel_losses
        from mmflexgen.evaluation.sample_hardness import sample_hardness
        from mmflexgen.models.decoders.heads.label_map import label_map
        load = Compose(self.pipeline)
        batch = pseudo_collate([load(self.dataset.info(index))
                                for index in indices])
        samples = model(**model.data_preprocessor(batch, False),
                        mode='predict')
        judged = []
        for index, sample in zip(indices, samples):
            label = sample.gt_sem_seg.data[0].cpu().numpy().astype(np.uint8)
            scores = sample.seg_logits.data.float()
            # Scores are no logits: their shares are the probabilities whose
            # cross-entropy is asked for.
            shares = scores / scores.sum(0, keepdim=True).clamp(min=1e-6)
            classes = self.dataset.metainfo['classes']
            hardness = sample_hardness(
                pixel_losses(shares.clamp(min=1e-6).log(), label), label,
                classes)
            shown = sum(classes[value] != 'background'
                        for value in np.unique(label) if value != 255)
            changed = None
            if self.entries and not self.entries[index].kept:
                new, _ = label_map(scores, self.ignore_below, 255)
                changed, label = float((new != label).mean()), new
            judged.append((index, label, SampleEntry(
                hardness=hardness, shown=shown, changed=changed)))
        return judged

    def _log(self, runner: Runner, number: int) -> None:
        kept = [entry for entry in self.entries if entry.kept]
        ranked = [entry.hardness for entry in kept
                  if entry.hardness is not None]
        limit = f', of hardness up to {max(ranked):.3f}' if ranked else ''
        message = (f'Self-training, round {number}: kept {len(kept)} of '
                   f'{len(self.entries)} samples{limit}')
        changes = [entry.changed for entry in self.entries
                   if entry.changed is not None]
        if changes:
            message += (f'; relabelled {len(changes)}, which changed '
                        f'{100 * sum(changes) / len(changes):.1f} % of '
                        'their pixels')
        runner.logger.info(f'{message}; wrote {self._folder(number)}')

    def _find_dataset(self, runner: Runner) -> Any:
        from mmflexgen.datasets import RelabelledDataset
        dataset = runner.train_dataloader.dataset
        while not isinstance(dataset, RelabelledDataset):
            if not hasattr(dataset, 'dataset'):
                raise InputError(
                    'HardnessSelfTrainingHook changes labels while it '
                    f'trains, but training reads {type(dataset).__name__}: '
                    'wrap the dataset in mmflexgen.RelabelledDataset')
            dataset = dataset.dataset
        return dataset

    def _check(self, runner: Runner) -> None:
        loader, loop = runner.train_dataloader, runner.train_loop
        if not isinstance(loop, EpochBasedTrainLoop) or not isinstance(
                loader.sampler, DefaultSampler):
            raise InputError(
                'HardnessSelfTrainingHook works at the end of epochs: set '
                'train_cfg to an EpochBasedTrainLoop (by_epoch=True) and the '
                'sampler to DefaultSampler')
        if getattr(loader, 'persistent_workers', False):
            raise InputError(
                'persistent workers would go on with the labels they '
                'started with: set persistent_workers=False of '
                'train_dataloader')
        last = loop.max_epochs - self.begin
        if last < 0 or last % self.interval:
            raise InputError(
                f'max_epochs is {loop.max_epochs}, which no round ends '
                f'(begin={self.begin}, interval={self.interval}): make it '
                'begin plus a multiple of interval')


def _digests(runner: Runner) -> Dict[int, str]:
    """Of the rounds that this run has made, by their numbers."""
    return runner.message_hub.get_info(ROUNDS, {})


def _module(runner: Runner) -> nn.Module:
    model = runner.model
    return model.module if is_model_wrapper(model) else model
