"""What reading a dataset back found."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, List

_SHOWN = 10


@dataclass
class Verification:
    """What the consumer found.

    Attributes:
        consumer: name of the dataset class.
        samples: samples it lists.
        pixels: pixels per class name; void counts as 'ignore'.
        objects: objects per class name.
        figures: other numbers by name, such as the polygon round-trip IoU.
        problems: what is wrong, one clause each; empty if all is well.
    """

    consumer: str
    samples: int = 0
    pixels: Counter = field(default_factory=Counter)
    objects: Counter = field(default_factory=Counter)
    figures: Dict[str, float] = field(default_factory=dict)
    problems: List[str] = field(default_factory=list)

    def sentences(self) -> List[str]:
        """What the tool prints."""
        count = len(self.problems)
        found = [f'{self.consumer} reads {self.samples} samples back: '
                 f'{count or "no"} problem{"s" if count != 1 else ""}']
        if self.pixels:
            total = max(1, sum(self.pixels.values()))
            found.append('pixels: ' + ', '.join(
                f'{name} {100 * count / total:.1f} %'
                for name, count in self.pixels.most_common()))
        if self.objects:
            found.append('objects: ' + ', '.join(
                f'{name} {count}'
                for name, count in self.objects.most_common()))
        found += [f'{name}: {value:.4f}'
                  for name, value in self.figures.items()]
        shown = self.problems[:_SHOWN]
        if len(self.problems) > len(shown):
            shown.append(f'and {len(self.problems) - len(shown)} more')
        return found + shown
