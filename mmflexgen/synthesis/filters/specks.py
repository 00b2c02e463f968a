"""Crumbs of labels."""

from typing import Any, Dict, Optional

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.structures.label_regions import find_specks, nearest_outside
from mmflexgen.utils import InputError
from ..annotations import IGNORE_INDEX
from .access import record_score

VOID = 0


@TASK_UTILS.register_module()
class SpeckFilter:
    """Mends labels: no connected piece is smaller than ``min_pixels``.

    A piece is 8-connected. A speck of ``sem_seg`` or ``panoptic`` takes the
    label of the nearest pixel that is in no speck; ignored pixels are never
    specks. A speck of an instance's mask leaves the mask: its box is drawn
    anew, and an instance of specks alone goes. Each kind is mended by
    itself. Needs ``sem_seg``, ``panoptic`` or ``instances`` with masks.

    The score ``specks`` tells the part of the image that was mended, the
    largest of the kinds.

    Args:
        min_pixels: least size of a piece, in pixels.
        to_ignore: whether specks become ignore (255; void in panoptic)
            instead.

    Raises:
        InputError: ``min_pixels`` below 2; at the first sample, if it has
            none of the kinds.
    """

    def __init__(self, min_pixels: int, to_ignore: bool = False) -> None:
        if min_pixels < 2:
            raise InputError(f'min_pixels of SpeckFilter is {min_pixels}; '
                             'pieces of 2 pixels are the least it can ask for')
        self.min_pixels = min_pixels
        self.to_ignore = to_ignore

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """None: it mends and never rejects."""
        changed = []
        if 'sem_seg' in sample:
            mended = self.mend(sample.sem_seg, IGNORE_INDEX)
            changed.append(mended != sample.sem_seg)
            sample.sem_seg = mended
        if 'panoptic' in sample:
            mended = self.mend(sample.panoptic, VOID)
            changed.append(mended != sample.panoptic)
            sample.panoptic = mended
            left = set(np.unique(mended).tolist())
            sample.set_metainfo(dict(segments=[
                item for item in sample.segments if item['id'] in left]))
        if 'masks' in sample.get('instances', ()):
            changed.append(self._mend_instances(sample))
        if not changed:
            raise InputError(
                'SpeckFilter needs sem_seg, panoptic or instances with '
                f'masks, but sample {sample.request.sample_id} holds '
                f'{", ".join(sorted(sample.keys()))}; take it out of '
                'synthesis.filters')
        record_score(sample, 'specks',
                     max(float(pixels.mean()) for pixels in changed))
        return None

    def mend(self, labels: np.ndarray, ignore: int) -> np.ndarray:
        """A label map without specks.

        Args:
            labels: integers (H, W).
            ignore: label of pixels without one.
        """
        specks = np.zeros(labels.shape, bool)
        for label in np.unique(labels):
            if label != ignore:
                specks |= find_specks(labels == label, self.min_pixels)
        result = labels.copy()
        # Where all is specks, nothing says what they should be.
        if self.to_ignore or specks.all():
            result[specks] = ignore
        elif specks.any():
            result[specks] = labels[nearest_outside(specks)][specks]
        return result

    def _mend_instances(self, sample: SynthSample) -> np.ndarray:
        """Mends ``instances``; bool (H, W): pixels that left a mask."""
        instances = sample.instances
        changed = np.zeros(instances.masks.shape[1:], bool)
        masks, boxes = instances.masks.copy(), instances.bboxes.copy()
        for mask, box in zip(masks, boxes):
            specks = find_specks(mask, self.min_pixels)
            if specks.any():
                changed |= specks
                mask &= ~specks
                box[:] = bounding_box(mask)
        instances.masks, instances.bboxes = masks, boxes
        sample.instances = instances[masks.any(axis=(1, 2))]
        return changed


def bounding_box(mask: np.ndarray) -> tuple:
    """x1 y1 x2 y2 in pixels; all 0 for an empty mask."""
    ys, xs = np.nonzero(mask)
    if not len(ys):
        return 0, 0, 0, 0
    return xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
