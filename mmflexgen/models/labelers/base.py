"""What turns rough maps of entities into masks."""

from abc import ABCMeta, abstractmethod

import numpy as np

from mmflexgen.utils import InputError


class Labeler(metaclass=ABCMeta):
    """Pseudo-labels of an image from one rough map per entity.

    Labelers are registered in ``TASK_UTILS``. They are no networks of the
    model that asks them: their weights, if any, are frozen and stay out of
    its checkpoints. A result depends on the arguments alone.
    """

    @abstractmethod
    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """A mask per entity.

        Args:
            image: uint8 (H, W, 3), RGB.
            responses: float32 (C, h, w), one map per entity, higher where it
                is more likely; its scale means nothing. (h, w) is a grid
                over the whole image, usually coarser than it.

        Returns:
            bool (C, H, W). Masks may overlap, and may be empty; with C = 0
            there are none.

        Raises:
            InputError: an argument of another shape or type.
        """


def check_arguments(image: np.ndarray, responses: np.ndarray,
                    who: object) -> None:
    """Raises InputError if they are not what :meth:`Labeler.label` takes.

    Args:
        image: the first argument.
        responses: the second.
        who: the labeler.
    """
    name = type(who).__name__
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise InputError(f'{name} needs a uint8 image (H, W, 3), not '
                         f'{image.dtype} {image.shape}: give it in RGB, '
                         'height first.')
    if responses.ndim != 3 or not np.issubdtype(responses.dtype,
                                                np.floating):
        raise InputError(f'{name} needs float responses (C, h, w), not '
                         f'{responses.dtype} {responses.shape}: give one '
                         'map per entity.')
    if not np.isfinite(responses).all():
        raise InputError(f'{name} got responses that are not finite: reject '
                         'the sample that they were read of.')
