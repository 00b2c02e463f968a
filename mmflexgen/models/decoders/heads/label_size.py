"""Labels have the size of their image."""

from typing import Sequence

from mmflexgen.utils import InputError


def check_size(found: Sequence[int], size: Sequence[int], what: str) -> None:
    """Raises InputError unless a label has the size of its image.

    Args:
        found: (height, width) of the label.
        size: that of the image.
        what: the label, in words.
    """
    if tuple(found) != tuple(size):
        raise InputError(
            f'{what} is {tuple(found)} and its image {tuple(size)} (height, '
            'width): a label must have the size of its image')
