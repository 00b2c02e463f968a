"""What the engine asks of a launcher."""

from abc import ABC, abstractmethod
from typing import Any, Callable, List, Optional

from ...utils import InputError
from ..claims import Share
from ..progress import Counts

# (share, number among this machine's processes, called with the counts of
# every batch) -> what the process has to say in the end. It can be pickled.
Task = Callable[[Share, int, Callable[[Counts], None]], Any]


def check_workers(workers: int) -> int:
    """The number of processes, from 1.

    Raises:
        InputError: it is less.
    """
    if workers < 1:
        raise InputError(f'--workers is {workers}; it must be 1 or more')
    return workers


class BaseLauncher(ABC):
    """Runs a task in one process or several.

    Attributes:
        leads: whether this process shows the progress; one of those that
            work together does.
    """

    leads = True

    @abstractmethod
    def run(self, task: Task,
            on_counts: Callable[[Counts], None]) -> List[Optional[Any]]:
        """Runs the task to its end.

        Args:
            task: see above.
            on_counts: called in this process with the counts of batches.

        Returns:
            list: what each process returned.

        Raises:
            InputError: an input that no process can work with, or all
                processes died.
        """
