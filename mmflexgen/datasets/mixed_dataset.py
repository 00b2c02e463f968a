"""Real samples, some of them replaced by synthetic ones."""

from typing import Any, Callable, Dict, List, Optional, Sequence, Union

from mmengine.dataset import BaseDataset, force_full_init
from mmengine.logging import print_log

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError, check_choice
from .counterparts import Counterparts, parts_of
from .metainfo import check_same_metainfo
from .process_random import ProcessRandom

REPLACE_BY = ('counterpart', 'any')


@DATASETS.register_module()
class MixedDataset:
    """A real dataset whose samples are now and then synthetic ones.

    Each time a sample is read it is replaced, with probability ``p``, by a
    synthetic one, and then read by that dataset, with its pipeline. Length,
    metainfo, ``get_data_info`` and ``get_cat_ids`` are the real dataset's,
    so samplers that look at shapes or classes see those of the real sample.
    For any mmseg or mmdet config::

        dataset=dict(
            type='mmflexgen.MixedDataset',
            real=dict(type='CocoDataset', ...),
            synthetic=dict(type='CocoDataset', ...),
            p=0.6)

    The decision is made where the sample is read. What is guaranteed: every
    visit is decided anew, in every epoch, rank and worker independently of
    all others; two runs with the same config, seed (``randomness``), number
    of processes and number of workers decide alike. Another number of workers
    gives other decisions, as it gives other augmentations. A resumed epoch
    based run decides anew. The pipelines neither see nor disturb the
    decisions.

    Args:
        real: the real dataset or its config.
        synthetic: the synthetic dataset or its config; several, such as
            SegGen's MaskSyn and ImgSyn, as ``ConcatDataset``.
        p: probability that a sample is replaced, 0 to 1; SegGen has 0.6.
        replace_by: 'counterpart', one of the synthetic samples made from
            this very real one, of which each is as likely; a real sample
            without any stays. Or 'any', one of all synthetic samples.
        counterparts: JSON file that tells counterparts; None takes the
            synthetic dataset's manifest. See :class:`Counterparts`.
        ignore_keys: keys of metainfo in which the two may differ.
        seed: chooses one of many sequences of decisions, beside the seed of
            the runner.
        lazy_init: whether to put off the loading until it is needed.

    Raises:
        InputError: ``p`` or ``replace_by`` is none of the above, the
            datasets' metainfo differ, or, when loaded, no real sample has a
            counterpart.
    """

    def __init__(self,
                 real: Union[BaseDataset, dict],
                 synthetic: Union[BaseDataset, dict],
                 p: float = 0.6,
                 replace_by: str = 'counterpart',
                 counterparts: Optional[str] = None,
                 ignore_keys: Sequence[str] = (),
                 seed: int = 0,
                 lazy_init: bool = False) -> None:
        if not 0 <= p <= 1:
            raise InputError(f'MixedDataset got p={p}: a probability is 0 to '
                             '1')
        check_choice('replace_by of MixedDataset', replace_by, REPLACE_BY)
        if replace_by == 'any' and counterparts is not None:
            raise InputError(f'MixedDataset got counterparts={counterparts!r}'
                             " which replace_by='any' does not use: leave "
                             'one of the two out')
        self.real, self.synthetic = map(_build, (real, synthetic))
        check_same_metainfo(self.real.metainfo, self.synthetic.metainfo,
                            ('real', 'synthetic'), ignore_keys)
        self.p = p
        self.replace_by = replace_by
        self.mapping = counterparts
        self.counterparts: Optional[Counterparts] = None
        self._random = ProcessRandom(seed)
        self._fully_initialized = False
        if not lazy_init:
            self.full_init()

    @property
    def metainfo(self) -> Dict[str, Any]:
        """A copy of the real dataset's metainfo."""
        return self.real.metainfo

    @property
    def pipeline(self) -> Callable:
        """The real dataset's pipeline. Setting it, as mmdet's
        ``PipelineSwitchHook`` does, sets that of all datasets."""
        return self.real.pipeline

    @pipeline.setter
    def pipeline(self, pipeline: Callable) -> None:
        for part in (self.real, *parts_of(self.synthetic)):
            part.pipeline = pipeline

    def full_init(self) -> None:
        """Load both datasets, and find who belongs to whom."""
        if self._fully_initialized:
            return
        self.real.full_init()
        self.synthetic.full_init()
        if self.replace_by == 'counterpart':
            self.counterparts = Counterparts(self.real, self.synthetic,
                                             self.mapping)
            counts = self.counterparts.counts
            print_log(
                f'{(counts > 0).sum()} of {len(counts)} real samples have '
                f'synthetic counterparts, {counts.mean():.1f} on average; '
                f'{self.p * (counts > 0).mean():.0%} of what is read will be '
                'synthetic', logger='current')
        self._fully_initialized = True

    @force_full_init
    def __len__(self) -> int:
        """Number of real samples."""
        return len(self.real)

    @force_full_init
    def __getitem__(self, idx: int) -> Any:
        """The real sample or a replacement, through its pipeline."""
        # A range knows negative indices and raises IndexError.
        idx = range(len(self.real))[idx]
        random = self._random.generator()
        if random.random() < self.p:
            if self.counterparts is None:
                return self.synthetic[int(random.integers(
                    len(self.synthetic)))]
            choices = self.counterparts.of(idx)
            if len(choices):
                return self.synthetic[int(random.choice(choices))]
        return self.real[idx]

    @force_full_init
    def get_data_info(self, idx: int) -> Dict[str, Any]:
        """Annotations of a real sample."""
        return self.real.get_data_info(idx)

    @force_full_init
    def get_cat_ids(self, idx: int) -> List[int]:
        """Categories of a real sample."""
        return self.real.get_cat_ids(idx)


def _build(dataset: Union[BaseDataset, dict]) -> BaseDataset:
    # In the scope of the config, so an mmdet config writes mmdet's types.
    return DATASETS.build(dataset) if isinstance(dataset, dict) else dataset
