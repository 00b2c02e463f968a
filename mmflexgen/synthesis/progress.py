"""The progress bar."""

import sys
from typing import Any, Dict, List, Tuple

from tqdm import tqdm

# Slots settled, attempts rejected, slots given up.
Counts = Tuple[int, int, int]


def count_lines(lines: List[Dict[str, Any]]) -> Counts:
    """What a batch's manifest lines add to the bar."""
    return (len(lines), sum(len(line['rejects']) for line in lines),
            sum(bool(line.get('unfilled')) for line in lines))


class Progress:
    """Slots settled, rate, time left and rejects, on stderr.

    Args:
        total: slots asked for.
        done: slots settled by earlier runs; the rate leaves them out.
        show: whether to show anything.
    """

    def __init__(self, total: int, done: int, show: bool = True) -> None:
        self.rejects = 0
        self.unfilled = 0
        # A log file gets a line now and then, a terminal a moving bar.
        interval = 0.5 if sys.stderr.isatty() else 20.0
        self.bar = tqdm(total=total, initial=done, unit='sample',
                        disable=not show, mininterval=interval,
                        dynamic_ncols=True, desc='synthesize')

    def __enter__(self) -> 'Progress':
        return self

    def __call__(self, counts: Counts) -> None:
        """Adds a batch's counts."""
        settled, rejects, unfilled = counts
        self.rejects += rejects
        self.unfilled += unfilled
        self.bar.set_postfix(rejects=self.rejects, unfilled=self.unfilled,
                             refresh=False)
        self.bar.update(settled)

    def __exit__(self, *exception) -> None:
        self.bar.close()
