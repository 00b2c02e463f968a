"""Prompts from one template."""

from typing import Any, Dict, Optional, Sequence, Tuple

from ..registry import TASK_UTILS
from ..utils import InputError
from ..utils.article import article
from .draw import Cycle, balanced_classes, pick, stream


@TASK_UTILS.register_module()
class TemplatePrompt:
    """'a photo of a [CLS], [CLS], …' with classes drawn (DatasetDM).

    Args:
        classes: names to draw from; each is as frequent as the others, or
            as its weight says.
        count_weights: weights of 1, 2, … classes in a prompt.
        template: text with ``{classes}``, and ``{a}`` for the article.
        class_weights: above 0, one per class.

    Raises:
        InputError: the template has no ``{classes}``, or more classes are
            to be drawn than there are.
    """

    def __init__(self, classes: Sequence[str],
                 count_weights: Sequence[float] = (0.4, 0.35, 0.25),
                 template: str = 'a photo of {a} {classes}',
                 class_weights: Optional[Sequence[float]] = None) -> None:
        if '{classes}' not in template:
            raise InputError(f'the template {template!r} has no {{classes}}')
        self.classes = tuple(classes)
        self.class_weights = class_weights
        self.template = template
        self.weights = tuple(count_weights)
        if (not self.weights or min(self.weights) < 0
                or sum(self.weights) <= 0):
            raise InputError(
                f'count_weights {self.weights} must hold numbers from 0 up, '
                'not all 0')
        if len(self.weights) > len(self.classes):
            raise InputError(
                f'count_weights names up to {len(self.weights)} classes a '
                f'prompt, but there are {len(self.classes)}; shorten it')

    def __call__(self, index: int, seed: int) -> Tuple[str, Tuple[str, ...]]:
        """The prompt of a number, and its classes in order."""
        rng = stream(seed, index, 'template')
        count = pick(rng, range(1, len(self.weights) + 1), self.weights)
        anchors = Cycle(self.classes, seed, 'anchor',
                        weights=self.class_weights)
        names = balanced_classes(anchors, index, count, rng)
        text = self.template.replace('{a}', article(names[0]))
        return text.replace('{classes}', ', '.join(names)), names

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'template': self.template,
                'weights of 1, 2, … classes': list(self.weights)}
