"""The best share of the samples."""

import math
from array import array
from collections import defaultdict
from typing import Any, Callable, Dict, Iterable, Iterator, List, Tuple

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, check_choice

# Of a sample's prompted classes, the contests that it takes part in.
CONTESTS = {
    'dataset': lambda classes: [''],
    'class': lambda classes: classes or [''],
    'count': lambda classes: [len(classes)]
}


@TASK_UTILS.register_module()
class BestFraction:
    """Keeps the best share of the samples by a score.

    Of n samples ceil(``fraction`` n) stay; of equal ones the earlier.

    Args:
        score: name of a score in the manifest.
        fraction: share that stays, above 0 and up to 1.
        per: who contends with whom. 'dataset': all with all. 'class': each
            prompted class has a contest of its own. A sample stays if it
            wins one of its classes', so no class loses more than its share,
            and classes that score low in general are not thinned out.
            Samples without a prompted class contend among themselves.
            'count': samples with equally many prompted classes, where a
            score is better the fewer a sample has; crowded scenes stay as
            frequent as they were.
        highest: whether a higher score is better; a loss is better low.

    Raises:
        InputError: a fraction out of its range, or other contests than
            these; on use, a sample without the score or with one that is no
            finite number.
    """

    def __init__(self, score: str = 'confidence', fraction: float = 0.8,
                 per: str = 'dataset', highest: bool = True) -> None:
        if not 0 < fraction <= 1:
            raise InputError(f'fraction of BestFraction is {fraction}; it '
                             'must be above 0 and not above 1')
        check_choice('per of BestFraction', per, CONTESTS)
        self.score = score
        self.fraction = fraction
        self.contests: Callable[[List[str]], List[Any]] = CONTESTS[per]
        self.highest = highest

    def __call__(self, lines: Iterable[Dict[str, Any]]
                 ) -> Iterator[Tuple[int, str]]:
        """(id, 'not among the best by <score>') of those to leave out."""
        ids, values = array('q'), array('d')
        groups = defaultdict(lambda: array('q'))
        for position, line in enumerate(lines):
            ids.append(line['id'])
            values.append(self._read_score(line))
            for contest in self.contests(line['classes']):
                groups[contest].append(position)
        better = np.array(values) * (-1 if self.highest else 1)
        best = np.zeros(len(ids), bool)
        for members in groups.values():
            members = np.array(members)
            order = np.argsort(better[members], kind='stable')
            # Rounded, or 0.1 * 30 would make four of three.
            count = math.ceil(round(self.fraction * len(members), 6))
            best[members[order[:count]]] = True
        for position in np.flatnonzero(~best):
            yield ids[position], f'not among the best by {self.score}'

    def _read_score(self, line: Dict[str, Any]) -> float:
        value = line['scores'].get(self.score)
        if value is None or not math.isfinite(value):
            raise InputError(
                f'BestFraction looks for the score {self.score!r}, but in '
                f'the manifest it is {value} for sample {line["id"]}, which '
                f'has {", ".join(line["scores"]) or "no scores"}')
        return value
