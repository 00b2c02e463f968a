"""What heads ask of labels: to be there, and to fit image and classes."""

from typing import Any, Sequence

from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.utils import InputError


def image_name(sample: BaseDataElement) -> str:
    """The image of a data sample, for an error."""
    return f"'{sample.get('img_path', 'an image')}'"


def required(sample: BaseDataElement, field: str, loader: str) -> Any:
    """A field of the ground truth.

    Args:
        sample: of one image.
        field: its name.
        loader: the transform that loads the field, for the error.

    Raises:
        InputError: the sample has no such field.
    """
    if field not in sample:
        raise InputError(f'{image_name(sample)} has no {field}: put {loader} '
                         'into the pipeline, before the transforms')
    return sample.get(field)


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


def check_labels(labels: Tensor, num_classes: int, what: str) -> None:
    """Raises InputError unless labels are indices of classes.

    Args:
        labels: integers of any shape, none of them to be ignored.
        num_classes: C; labels are 0 to C - 1.
        what: which classes these are, and where they were found, in words.
    """
    wrong = labels[(labels < 0) | (labels >= num_classes)]
    if len(wrong):
        raise InputError(
            f'Label {int(wrong[0])} is none of the {num_classes} {what}: '
            'give the dataset and the model the same classes.')
