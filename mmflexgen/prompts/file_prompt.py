"""Prompts from a file."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..registry import TASK_UTILS
from ..utils import InputError
from ..utils.hardness_file import NamedValues, read_values
from .class_finder import ClassFinder
from .draw import Cycle
from .prompt_file import read_prompts


@TASK_UTILS.register_module()
class FilePrompt:
    """Takes the prompts of a file in turn, from the first again at its end.

    A prompt that names none of the classes is left out and counted.

    Args:
        classes: names to look for, see :class:`ClassFinder`; where a line
            of a ``.jsonl`` file lists its ``classes``, these are taken.
        path: see :func:`read_prompts`.
        shuffle: whether each round over the file has an order of its own,
            drawn by the run seed.
        plurals: see :class:`ClassFinder`.
        class_weights: above 0, one per class. A prompt comes up in
            proportion to the mean weight of its classes; needs ``shuffle``.
        image_weights: how often to take the prompts of an image, relative
            to others: above 0 by file name; or the JSON file of
            ``tools/analysis_tools/measure_hardness.py``, which gives harder
            images more. For captions that name their image, see
            :func:`read_prompts`; those of an image that is not listed weigh
            1. Multiplied with ``class_weights``; needs ``shuffle``.
        exclude: (seed, number): the texts that come first, so many of them,
            in the order of that run seed are left out and counted. For
            judging by other prompts than those that settings were chosen
            by; needs ``shuffle``.

    Raises:
        InputError: unreadable or empty file, a stated class that is not
            among ``classes``, no prompt with a class, weights or ``exclude``
            without ``shuffle``, image weights of other images, or no prompt
            that is not excluded.
    """

    def __init__(self, classes: Sequence[str], path: str,
                 shuffle: bool = False, plurals: bool = False,
                 class_weights: Optional[Sequence[float]] = None,
                 image_weights: Optional[NamedValues] = None,
                 exclude: Optional[Tuple[int, int]] = None) -> None:
        if (class_weights or image_weights or exclude) and not shuffle:
            raise InputError('FilePrompt can follow weights, or exclude the '
                             'first of an order, only with shuffle=True: '
                             f'else it keeps the order of {path}')
        self.shuffle = shuffle
        self.left_out = self.excluded = 0
        self.prompts: List[Tuple[str, Tuple[str, ...]]] = []
        images: List[Optional[str]] = []
        self._cycles: Dict[int, Cycle] = {}
        find = ClassFinder(classes, plurals)
        for line in read_prompts(path):
            names = find(line.text) if line.classes is None else line.classes
            for name in names:
                if name not in classes:
                    raise InputError(
                        f'{line.place} states the class {name!r}, which is '
                        f'not among the prompt classes ({", ".join(classes)})'
                    )
            if names:
                self.prompts.append((line.text, names))
                images.append(line.image)
            else:
                self.left_out += 1
        if not self.prompts and not self.left_out:
            raise InputError(f'prompt file {path} is empty')
        if not self.prompts:
            raise InputError(
                f'none of the {self.left_out} prompts in {path} names one of '
                f'the classes ({", ".join(classes)})')
        if exclude:
            images = self._exclude(images, *exclude, path)
        self.weights: Optional[List[float]] = None
        if class_weights:
            weight = dict(zip(classes, class_weights))
            self.weights = [sum(map(weight.get, names)) / len(names)
                            for _, names in self.prompts]
        self.weighted = 0
        if image_weights:
            self._weigh_images(images, image_weights, path)

    def _exclude(self, images: Sequence[Optional[str]], seed: int,
                 number: int, path: str) -> List[Optional[str]]:
        """Leave out the first of an order; the images that remain."""
        # By text: another caption may say the same.
        order = Cycle(self.prompts, seed, 'file')
        first = {order[index][0]
                 for index in range(min(number, len(self.prompts)))}
        kept = [(prompt, image) for prompt, image in zip(self.prompts, images)
                if prompt[0] not in first]
        if not kept:
            raise InputError(
                f'exclude=({seed}, {number}) leaves none of the '
                f'{len(self.prompts)} prompts in {path}: exclude fewer')
        self.excluded = len(self.prompts) - len(kept)
        self.prompts = [prompt for prompt, _ in kept]
        return [image for _, image in kept]

    def _weigh_images(self, images: Sequence[Optional[str]],
                      source: NamedValues, path: str) -> None:
        weights = read_values(source, 'images', 'weight')
        for name, weight in weights.items():
            if not weight:
                raise InputError(
                    f'the weight of the image {name!r} in image_weights is '
                    f'{weight}; it must be above 0: leave its prompts out of '
                    f'{path} instead')
        self.weighted = sum(image in weights for image in images)
        if not self.weighted:
            raise InputError(
                f'none of the {len(images)} prompts in {path} is of one of '
                f'the {len(weights)} images in image_weights (the first is '
                f'{next(iter(weights), None)!r}); give captions that name '
                "these images, as COCO's .json or by file_name in a .jsonl")
        self.weights = [
            weights.get(image, 1.0) * weight for image, weight in zip(
                images, self.weights or [1.0] * len(images))]

    def __call__(self, index: int, seed: int) -> Tuple[str, Tuple[str, ...]]:
        """The prompt of a number, and its classes in order."""
        if not self.shuffle:
            return self.prompts[index % len(self.prompts)]
        if seed not in self._cycles:
            self._cycles = {seed: Cycle(self.prompts, seed, 'file',
                                         weights=self.weights)}
        return self._cycles[seed][index]

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        weighted = {} if not self.weighted else {
            'prompts weighted by their image': self.weighted}
        excluded = {} if not self.excluded else {
            'prompts excluded': self.excluded}
        return {'prompts in the file': len(self.prompts),
                'prompts without a class, left out': self.left_out,
                **excluded, **weighted}
