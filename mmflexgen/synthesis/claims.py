"""Which shards a process takes, in which order."""

from dataclasses import dataclass
from typing import Iterator

from ..utils import InputError
from .work_list import Shard, WorkList


@dataclass(frozen=True)
class Share:
    """One process's share of the work.

    Attributes:
        index: from 0.
        count: processes that share the work.
        strict: whether the process keeps to every ``count``-th shard; if
            not, it begins with these and goes on with what the others have
            not begun, or have left when they died.

    Raises:
        InputError: an index outside the count.
    """

    index: int = 0
    count: int = 1
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.index < self.count:
            raise InputError(
                f'this process is number {self.index} of {self.count}; the '
                f'number must be from 0 to {self.count - 1}')

    def shards(self, work_list: WorkList, num: int) -> Iterator[Shard]:
        """The shards to try, in order."""
        last = work_list.count(num)
        for first in range(self.count):
            start = (self.index + first) % self.count
            for index in range(start, last, self.count):
                yield work_list.shard(index)
            if self.strict:
                return
