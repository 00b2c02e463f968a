"""The progress bar."""

import sys
from typing import List

from tqdm import tqdm


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

    def __call__(self, outcomes: List) -> None:
        """Counts a batch's outcomes."""
        self.rejects += sum(len(outcome.rejects) for outcome in outcomes)
        self.unfilled += sum(outcome.sample is None for outcome in outcomes)
        self.bar.set_postfix(rejects=self.rejects, unfilled=self.unfilled,
                             refresh=False)
        self.bar.update(len(outcomes))

    def __exit__(self, *exception) -> None:
        self.bar.close()
