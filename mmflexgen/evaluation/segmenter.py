"""A trained mmseg segmenter as a function from images to labels or logits."""

from typing import Any, List, Sequence

import numpy as np
import torch

from mmflexgen.utils import InputError
from .perception_model import PerceptionModel


class Segmenter(PerceptionModel):
    """Label maps and logits of a segmenter; see :class:`PerceptionModel`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.num_classes = self.model.decode_head.num_classes
        # Of each class that it predicts, the place among a dataset's.
        self._places = np.arange(self.num_classes)

    def __call__(self, images: Sequence[np.ndarray]) -> List[np.ndarray]:
        """Label maps of images.

        Args:
            images: uint8 (H, W, 3) each, RGB.

        Returns:
            uint8 (H, W) each, 0 to ``num_classes - 1``.
        """
        places = self._places.astype(np.uint8)
        return [places[result.pred_sem_seg.data[0].cpu().numpy()]
                for result in self.predict(images)]

    def logits(self, images: Sequence[np.ndarray]) -> List[torch.Tensor]:
        """Class logits of images, on the model's device.

        Args:
            images: uint8 (H, W, 3) each, RGB.

        Returns:
            float (num_classes, H, W) each, before the softmax.

        Raises:
            InputError: the head gives one channel for two classes.
        """
        logits = [result.seg_logits.data for result in self.predict(images)]
        if len(logits[0]) != self.num_classes:
            raise InputError(
                f'the segmenter gives {len(logits[0])} channels for '
                f'{self.num_classes} classes: give one trained with a '
                'softmax, that is out_channels = num_classes')
        order = np.argsort(self._places).tolist()
        return [each[order] for each in logits]

    def match_classes(self, classes: Sequence[str], where: str) -> None:
        """Puts what is predicted from now on in the order of a dataset.

        A segmenter that names the same classes in another order, as one with
        the background first, is read by their names; all others, whose names
        may be spelt otherwise, by the order.

        Args:
            classes: names of the dataset's classes.
            where: whose they are, for the message.

        Raises:
            InputError: the model predicts another number of classes.
        """
        if len(classes) != self.num_classes:
            raise InputError(
                f'{where} has {len(classes)} classes but the segmenter '
                f'predicts {self.num_classes}: give the config and weights '
                'of a segmenter for these classes')
        self._places = np.array([
            list(classes).index(name) for name in self.classes
        ] if set(self.classes) == set(classes) else range(self.num_classes))
