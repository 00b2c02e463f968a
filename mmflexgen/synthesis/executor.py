"""Runs a generator over the work list."""

from dataclasses import dataclass, field
from typing import Callable, Dict, List, Optional, Sequence, Set

from ..structures import SynthRequest, SynthSample
from .contract import check_samples
from .shards import ShardWriter
from .work_list import WorkList


@dataclass
class Outcome:
    """What became of a slot.

    Attributes:
        request: the request of the last attempt.
        sample: the accepted sample; None if every attempt was rejected.
        rejects: per rejected attempt its ``attempt``, ``seed``, ``reason``.
    """

    request: SynthRequest
    sample: Optional[SynthSample] = None
    rejects: List[Dict] = field(default_factory=list)


class Executor:
    """Settles slot after slot until ``num`` are.

    Args:
        generator: has ``generate(requests) -> samples`` and ``metainfo``.
        work_list: the slots.
        filters: callables (sample, classes) -> reason, or None to keep.
        writer: takes whole shards to the disk.
        on_settled: called with the outcomes of every batch.
    """

    def __init__(self, generator, work_list: WorkList,
                 filters: Sequence[Callable], writer: ShardWriter,
                 on_settled: Callable[[List[Outcome]], None]) -> None:
        self.generator = generator
        self.work_list = work_list
        self.filters = filters
        self.writer = writer
        self.on_settled = on_settled

    def run(self, num: int) -> None:
        """Makes what slots below ``num`` still lack."""
        for shard in self.work_list.shards(num):
            settled = self.writer.settled(shard)
            missing = {slot for slot in shard.slots
                       if slot < num and slot not in settled}
            if not missing:
                continue
            with self.writer.draft(shard) as draft:
                for batch in self.work_list.batches(shard):
                    wanted = missing.intersection(batch)
                    if not wanted:
                        continue
                    outcomes = self._settle(batch, wanted)
                    draft.add(outcomes)
                    self.on_settled(outcomes)
                draft.commit()

    def _settle(self, batch: range, wanted: Set[int]) -> List[Outcome]:
        """Outcomes of the wanted slots of a batch.

        All slots of the batch take part, wanted or not, as long as a wanted
        one is open: who sits in a batch must not depend on what is wanted.
        """
        outcomes: Dict[int, Outcome] = {}
        rejects: Dict[int, List[Dict]] = {slot: [] for slot in batch}
        pending = list(batch)
        for attempt in range(self.work_list.max_attempts):
            requests = self.work_list.requests(pending, attempt)
            samples = self.generator.generate(requests)
            check_samples(samples, requests)
            for request, sample in zip(requests, samples):
                slot = request.sample_id
                outcomes[slot] = Outcome(request, sample, rejects[slot])
                reason = self._judge(sample)
                if reason is not None:
                    rejects[slot].append(dict(
                        attempt=attempt, seed=request.seed, reason=reason))
                    outcomes[slot].sample = None
            pending = [slot for slot in pending
                       if outcomes[slot].sample is None]
            if wanted.isdisjoint(pending):
                break
        return [outcomes[slot] for slot in sorted(wanted)]

    def _judge(self, sample: SynthSample) -> Optional[str]:
        """The first filter's reason to reject a sample, if any."""
        for sample_filter in self.filters:
            reason = sample_filter(sample, self.generator.metainfo['classes'])
            if reason is not None:
                return reason
        return None
