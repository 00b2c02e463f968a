"""Runs a generator over shards while finished batches reach the disk."""

from collections import deque
from concurrent.futures import (FIRST_COMPLETED, Future, ThreadPoolExecutor,
                                wait)
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import (Any, Callable, Deque, Dict, Iterable, Iterator, List,
                    Optional, Sequence, Set, Tuple)

from ..structures import SynthSample
from . import manifest
from .annotations import check_samples
from .rejects import Reject
from .shards import ShardDraft, ShardWriter
from .work_list import Shard, WorkList


@dataclass
class _Batch:
    """A batch on its way.

    Attributes:
        slots: all its slots; see :mod:`mmflexgen.synthesis.work_list` on
            why those take part that nobody wants.
        wanted: slots to be settled.
        draft: of its shard.
        pending: slots without an accepted sample.
        attempt: the next one.
        rejects: per slot its rejected attempts.
        lines: of the wanted slots that are settled.
        pictures: of some of their rejects.
    """

    slots: range
    wanted: Set[int]
    draft: ShardDraft
    pending: List[int]
    attempt: int = 0
    rejects: Dict[int, List[Dict]] = field(default_factory=dict)
    lines: List[Dict[str, Any]] = field(default_factory=list)
    pictures: Dict[Reject, Tuple[str, bytes]] = field(default_factory=dict)


class Executor:
    """Settles slots.

    The generator works in the calling thread; judging and encoding happen in
    a thread behind it, and writing in another. ``depth`` batches at most are
    on their way, so a slow disk slows the generator and does not fill the
    memory.

    Args:
        generator: has ``generate(requests) -> samples`` and ``metainfo``.
        work_list: the slots.
        filters: callables (sample, metainfo) -> reason, or None to keep.
        writer: takes shards to the disk.
        on_settled: called with the manifest lines of every batch.
        depth: batches held at once, from 1.
    """

    def __init__(self, generator, work_list: WorkList,
                 filters: Sequence[Callable], writer: ShardWriter,
                 on_settled: Callable[[List[Dict[str, Any]]], None],
                 depth: int = 3) -> None:
        self.generator = generator
        self.work_list = work_list
        self.filters = filters
        self.writer = writer
        self.on_settled = on_settled
        self.depth = depth
        self._left: Dict[ShardDraft, int] = {}

    def run(self, shards: Iterable[Shard], num: int) -> List[Shard]:
        """Makes what slots below ``num`` lack.

        Whatever ends it, batches that were finished are kept.

        Returns:
            list: shards that other processes are making.
        """
        busy: List[Shard] = []
        fresh = self._batches(shards, num, busy)
        again: Deque[_Batch] = deque()
        flying: Dict[Future, Optional[_Batch]] = {}
        behind = ThreadPoolExecutor(1, 'synthesis')

        def land(timeout: Optional[float]) -> None:
            done, _ = wait(flying, timeout, FIRST_COMPLETED)
            for future in done:
                batch = flying.pop(future)
                future.result()
                if batch is None:
                    continue  # a commit
                if self._is_open(batch):
                    again.append(batch)
                elif self._settle(batch):
                    flying[behind.submit(self._commit, batch.draft)] = None

        try:
            while True:
                batch = again.popleft() if again else next(fresh, None)
                if batch is not None:
                    samples = self._generate(batch)
                    flying[behind.submit(self._finish, batch, samples)] = batch
                    del samples
                elif not flying:
                    return busy
                land(None if batch is None else 0)
                # Commits hold no samples, and make no room for any.
                while sum(each is not None
                          for each in flying.values()) >= self.depth:
                    land(None)
        finally:
            behind.shutdown()  # what was generated is not lost
            for future, batch in flying.items():
                if (batch is not None and future.exception() is None
                        and not self._is_open(batch)):
                    self._settle(batch)
            with ExitStack() as stack:
                for draft in self._left:
                    stack.callback(draft.close)
                    stack.callback(draft.commit)
            self._left.clear()

    def _batches(self, shards: Iterable[Shard], num: int,
                 busy: List[Shard]) -> Iterator[_Batch]:
        """Batches with slots to settle, of shards that are free."""
        for shard in shards:
            if not self.writer.missing(shard, num):
                continue
            draft = self.writer.claim(shard)
            if draft is None:
                busy.append(shard)
                continue
            # Another process may have settled it a moment ago.
            missing = set(self.writer.missing(shard, num))
            batches = [
                _Batch(slots, missing.intersection(slots), draft, list(slots),
                       rejects={slot: [] for slot in slots})
                for slots in self.work_list.batches(shard)
                if not missing.isdisjoint(slots)
            ]
            if batches:
                self._left[draft] = len(batches)
            else:
                draft.close()
            yield from batches

    def _generate(self, batch: _Batch) -> List[SynthSample]:
        requests = self.work_list.requests(batch.pending, batch.attempt)
        samples = self.generator.generate(requests)
        check_samples(samples, requests)
        return samples

    def _finish(self, batch: _Batch, samples: List[SynthSample]) -> None:
        """Judges an attempt's samples and writes the accepted ones.

        Whatever ends it, nothing is being written any more.
        """
        writes: List[Future] = []
        with ThreadPoolExecutor(1, 'disk') as disk:
            for sample in samples:
                slot, reason = sample.request.sample_id, self._judge(sample)
                if reason is not None:
                    self._reject(batch, sample, reason)
                    continue
                batch.pending.remove(slot)
                if slot in batch.wanted:
                    line, contents = self.writer.encode(sample,
                                                        batch.rejects[slot])
                    writes.append(disk.submit(batch.draft.write, contents))
                    batch.lines.append(line)
        for write in writes:
            write.result()
        batch.attempt += 1

    def _judge(self, sample: SynthSample) -> Optional[str]:
        """The first filter's reason to reject a sample, if any."""
        for sample_filter in self.filters:
            reason = sample_filter(sample, self.generator.metainfo)
            if reason is not None:
                return reason
        return None

    def _reject(self, batch: _Batch, sample: SynthSample,
                reason: str) -> None:
        """Notes a rejected attempt, with its picture if it may be shown."""
        slot = sample.request.sample_id
        entry = dict(attempt=sample.request.attempt,
                     seed=sample.request.seed, reason=reason)
        batch.rejects[slot].append(entry)
        reject = Reject.of(slot, entry)
        if slot in batch.wanted and batch.draft.wants(reject, batch.pictures):
            batch.pictures[reject] = self.writer.picture(sample)

    def _is_open(self, batch: _Batch) -> bool:
        """Whether a wanted slot is to be tried again."""
        return (batch.attempt < self.work_list.max_attempts
                and not batch.wanted.isdisjoint(batch.pending))

    def _settle(self, batch: _Batch) -> bool:
        """Hands a finished batch to its shard; True if that is complete."""
        unfilled = sorted(batch.wanted.intersection(batch.pending))
        for request in self.work_list.requests(unfilled, batch.attempt - 1):
            batch.lines.append(manifest.describe_unfilled(
                request, batch.rejects[request.sample_id],
                self.writer.folder.run))
        batch.draft.settle(batch.lines, batch.pictures)
        self.on_settled(batch.lines)
        self._left[batch.draft] -= 1
        return not self._left[batch.draft]

    def _commit(self, draft: ShardDraft) -> None:
        draft.commit()
        draft.close()
        del self._left[draft]
