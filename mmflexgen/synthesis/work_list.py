"""What is to be made, cut into shards and batches.

The cut depends on the config alone. A batch is always requested whole and
its rejects are retried among themselves, so the result of a batch is a
function of (config, seed, batch index): neither ``--num`` nor a kill nor
what other batches rejected can change a sample's neighbours, and with them
the last bits of its arithmetic.
"""

from dataclasses import dataclass
from typing import Iterable, Iterator, List

from ..prompts.draw import MAX_ATTEMPTS, MAX_SAMPLES
from ..structures import SynthRequest
from ..utils import InputError


@dataclass(frozen=True)
class Shard:
    """A slice of the work list that reaches the disk in one step.

    Attributes:
        index: from 0.
        slots: sample ids.
    """

    index: int
    slots: range

    @property
    def name(self) -> str:
        """Stem of its manifest file."""
        return f'shard_{self.index:06d}'


class WorkList:
    """Slots 0, 1, 2, … without end.

    Args:
        source: draws requests, such as :class:`PromptSource`.
        seed: run seed.
        batch_size: samples generated together.
        batches_per_shard: batches that become visible together; a kill
            loses at most this much work.
        max_attempts: tries of a slot, from 1 to 32, before it stays unfilled.

    Raises:
        InputError: a number out of range.
    """

    def __init__(self, source, seed: int, batch_size: int = 16,
                 batches_per_shard: int = 4, max_attempts: int = 5) -> None:
        for name, value, most in (('batch_size', batch_size, 1 << 16),
                                  ('batches_per_shard', batches_per_shard,
                                   1 << 16),
                                  ('max_attempts', max_attempts,
                                   MAX_ATTEMPTS)):
            if not isinstance(value, int) or not 1 <= value <= most:
                raise InputError(f'synthesis.{name} is {value!r}; it must be '
                                 f'a whole number from 1 to {most}')
        self.source = source
        self.seed = seed
        self.batch_size = batch_size
        self.shard_size = batch_size * batches_per_shard
        self.max_attempts = max_attempts

    def shard(self, index: int) -> Shard:
        """A shard by number."""
        start = index * self.shard_size
        return Shard(index, range(start, start + self.shard_size))

    def count(self, num: int) -> int:
        """Shards that hold slots below ``num``.

        Raises:
            InputError: ``num`` is not from 1 to 2^27.
        """
        if not 1 <= num <= MAX_SAMPLES:
            raise InputError(f'{num} samples are asked for; the number must '
                             f'be from 1 to {MAX_SAMPLES}')
        return -(-num // self.shard_size)

    def shards(self, num: int) -> Iterator[Shard]:
        """The shards that hold slots below ``num``, in order."""
        for index in range(self.count(num)):
            yield self.shard(index)

    def batches(self, shard: Shard) -> Iterator[range]:
        """The batches of a shard, as slots, in order."""
        for start in shard.slots[::self.batch_size]:
            yield range(start, start + self.batch_size)

    def requests(self, slots: Iterable[int],
                 attempt: int) -> List[SynthRequest]:
        """One request per slot."""
        return [self.source.request(slot, attempt, self.seed)
                for slot in slots]
