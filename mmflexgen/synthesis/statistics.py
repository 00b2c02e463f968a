"""Counts over a dataset, gathered in one pass over its manifest."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Dict, Iterable, List, Mapping, Sequence

from .histogram import Histogram
from .manifest import class_share

# A class is present where it covers this part of the image or more.
PRESENT = 0.01


@dataclass
class ClassCount:
    """Counts of one class.

    Attributes:
        pixels: over all semantic labels.
        objects: over all instance labels.
        images: labels that show it on 1 % of the pixels or more.
        prompted: samples whose prompt names it.
        found: of these, those that show it.
        unasked: samples that show it without having been asked to.
    """

    pixels: int = 0
    objects: int = 0
    images: int = 0
    prompted: int = 0
    found: int = 0
    unasked: int = 0


@dataclass
class Statistics:
    """Counts of a dataset.

    Attributes:
        accepted: samples on the disk that are listed.
        unfilled: slots given up after the last attempt.
        rejects: rejected attempts by reason.
        left_out: samples on the disk that no list names, by reason.
        ignored: pixels without a class.
        sizes: samples by 'width x height'.
        classes: counts by class name.
        scores: sum of every score over the samples.
        areas: parts of the image that the foreground classes cover where
            they are present.
        score_values: how every score is spread.
    """

    accepted: int = 0
    unfilled: int = 0
    rejects: Counter = field(default_factory=Counter)
    left_out: Counter = field(default_factory=Counter)
    ignored: int = 0
    sizes: Counter = field(default_factory=Counter)
    classes: Dict[str, ClassCount] = field(default_factory=dict)
    scores: Counter = field(default_factory=Counter)
    areas: Histogram = field(default_factory=Histogram)
    score_values: Dict[str, Histogram] = field(default_factory=dict)

    @classmethod
    def gather(cls, lines: Iterable[Dict[str, Any]],
               classes: Sequence[str],
               left_out: Mapping[int, str] = MappingProxyType({})
               ) -> 'Statistics':
        """Counts a dataset.

        Args:
            lines: of its manifest, all of them.
            classes: names by label id.
            left_out: ids of the samples that no list names, to the reason.
        """
        result = cls(classes={name: ClassCount() for name in classes})
        for line in lines:
            result.rejects.update(item['reason'] for item in line['rejects'])
            if line.get('unfilled'):
                result.unfilled += 1
            elif line['id'] in left_out:
                result.left_out[left_out[line['id']]] += 1
            else:
                result._add(line)
        return result

    def _add(self, line: Dict[str, Any]) -> None:
        self.accepted += 1
        height, width = line['size']
        self.sizes[f'{width} x {height}'] += 1
        self.scores.update(line['scores'])
        for name, value in line['scores'].items():
            self.score_values.setdefault(name, Histogram()).add(value)
        for name, count in self.classes.items():
            share = class_share(line, name)
            shown = share >= PRESENT
            if shown and name != 'background' and 'pixels' in line:
                self.areas.add(share)
            asked = name in line['classes']
            count.pixels += line.get('pixels', {}).get(name, 0)
            count.objects += line.get('objects', {}).get(name, 0)
            count.images += shown
            count.prompted += asked
            count.found += asked and shown
            count.unasked += shown and not asked
        self.ignored += line.get('pixels', {}).get('ignore', 0)

    @property
    def asked(self) -> int:
        """Slots, whatever became of them."""
        return self.accepted + self.unfilled + sum(self.left_out.values())

    def mean_scores(self) -> Dict[str, float]:
        """Mean of every score over the samples."""
        return {name: round(value / self.accepted, 4)
                for name, value in self.scores.items()}

    def to_dict(self) -> Dict[str, Any]:
        """JSON-ready values."""
        return dict(
            samples=self.accepted, unfilled=self.unfilled,
            rejects=dict(self.rejects), left_out=dict(self.left_out),
            sizes=dict(self.sizes),
            ignored_pixels=self.ignored, mean_scores=self.mean_scores(),
            classes={name: asdict(count)
                     for name, count in self.classes.items()})

    def sentences(self) -> List[str]:
        """What the tool prints."""
        asked = sum(count.prompted for count in self.classes.values())
        found = sum(count.found for count in self.classes.values())
        result = [f'{self.accepted} samples']
        if self.rejects:
            reasons = ', '.join(f'{reason} {count}' for reason, count in
                                sorted(self.rejects.items()))
            result.append(f'{sum(self.rejects.values())} attempts were '
                          f'rejected and tried again ({reasons})')
        if self.left_out:
            reasons = ', '.join(f'{reason} {count}' for reason, count in
                                sorted(self.left_out.items()))
            result.append(f'{sum(self.left_out.values())} more are on the '
                          f'disk and in no list ({reasons})')
        if self.unfilled:
            result.append(f'{self.unfilled} slots stay unfilled: every '
                          'attempt was rejected')
        if asked:
            result.append(f'{found} of {asked} prompted classes are in the '
                          f'labels ({100 * found / asked:.1f} %)')
        return result
