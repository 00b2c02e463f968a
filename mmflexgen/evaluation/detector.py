"""A trained mmdet detector as a function from images to objects."""

from typing import Iterable, List, Sequence

import numpy as np
from mmengine.structures import InstanceData

from mmflexgen.utils import InputError
from .perception_model import PerceptionModel


class Detector(PerceptionModel):
    """Objects that a detector finds; see :class:`PerceptionModel`."""

    def __call__(self, images: Sequence[np.ndarray],
                 batch_size: int = 16) -> List[InstanceData]:
        """Objects in images.

        Args:
            images: uint8 (H, W, 3) each, RGB.
            batch_size: images at a time.

        Returns:
            Each with ``bboxes`` float32 (N, 4), x1 y1 x2 y2 in pixels,
            ``labels`` int64 (N,) and ``scores`` float32 (N,).
        """
        results = [result.pred_instances
                   for start in range(0, len(images), batch_size)
                   for result in self.predict(images[start:
                                                     start + batch_size])]
        return [InstanceData(**{key: result[key].cpu().numpy()
                                for key in ('bboxes', 'labels', 'scores')})
                for result in results]

    def check_classes(self, names: Iterable[str], where: str) -> None:
        """Raises InputError if it knows no objects of one of these names.

        Args:
            names: categories that are asked for.
            where: whose they are, for the message.
        """
        unknown = sorted(set(names) - set(self.classes))
        if unknown:
            raise InputError(
                f'{where} asks for {unknown[0]!r}, which is none of the '
                f'{len(self.classes)} classes of the detector '
                f'({", ".join(self.classes)}): give a detector of these '
                'categories')
