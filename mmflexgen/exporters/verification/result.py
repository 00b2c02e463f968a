"""What reading a dataset back found."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, List

# Problems and classes that are printed.
_SHOWN, _CLASSES = 10, 25


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
        total = max(1, sum(self.pixels.values()))
        for what, counts, form in (
                ('pixels', self.pixels, lambda n: f'{100 * n / total:.1f} %'),
                ('objects', self.objects, str)):
            if counts:
                largest = [f'{name} {form(number)}' for name, number
                           in counts.most_common(_CLASSES)]
                if len(counts) > _CLASSES:
                    largest.append(f'{len(counts) - _CLASSES} more classes')
                found.append(f'{what}: {", ".join(largest)}')
        found += [f'{name}: {value:.4f}'
                  for name, value in self.figures.items()]
        shown = self.problems[:_SHOWN]
        if len(self.problems) > len(shown):
            shown.append(f'and {len(self.problems) - len(shown)} more')
        return found + shown
