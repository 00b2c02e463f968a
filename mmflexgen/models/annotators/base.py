"""What labels a finished image."""

from abc import ABCMeta, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Sequence

import numpy as np

from mmflexgen.utils import InputError


@dataclass(frozen=True)
class Annotation:
    """One kind of label of one image.

    Attributes:
        value: of the kind's field of :class:`SynthSample`.
        scores: that filters may read.
        metainfo: further meta fields of the sample, such as ``segments``.
    """

    value: Any
    scores: Dict[str, float] = field(default_factory=dict)
    metainfo: Dict[str, Any] = field(default_factory=dict)


class Annotator(metaclass=ABCMeta):
    """A perception model that is asked about one image at a time.

    Annotators are registered in ``TASK_UTILS`` and built with the
    ``metainfo`` of the generator whose images they label. They are no
    networks of that generator: their weights are frozen and stay out of its
    checkpoints. Where a labeler makes masks of rough maps, an annotator sees
    the image and nothing else, and its result depends on nothing else.

    Attributes:
        kind: the field of :class:`SynthSample` that it fills.
    """

    kind: str

    @abstractmethod
    def annotate(self, image: np.ndarray) -> Annotation:
        """Labels of the image's size.

        Args:
            image: uint8 (H, W, 3), RGB.
        """


def metainfo_classes(metainfo: Dict[str, Any], kind: str, who: object
                     ) -> Optional[Sequence[str]]:
    """Names by the labels of a kind; None for kinds without classes.

    Raises:
        InputError: the metainfo lacks them.
    """
    keys = dict(sem_seg=('classes', ), instances=('thing_classes', ),
                panoptic=('thing_classes', 'stuff_classes')).get(kind)
    if keys is None:
        return None
    for key in keys:
        if key not in metainfo:
            raise InputError(
                f'{type(who).__name__} gives {kind}, but the generator has '
                f'no {key}: add them to its metainfo')
    return tuple(name for key in keys for name in metainfo[key])
