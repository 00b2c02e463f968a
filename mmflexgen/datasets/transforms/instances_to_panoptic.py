"""Objects that may overlap as segments that may not."""

from typing import Optional

import numpy as np
from mmcv.transforms import BaseTransform
from mmdet.structures.mask import BitmapMasks

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError

IGNORE_INDEX = 255


@TRANSFORMS.register_module()
class InstancesToPanoptic(BaseTransform):
    """Instance labels in the form of :class:`LoadPanopticPNG`'s.

    SegGen learns from maps, in which a pixel belongs to one object, and of
    ``CocoDataset`` and its like masks overlap. Of two objects the smaller
    one, by the area of its whole mask, lies on top: the larger one would
    hide it. Of equal areas the later one does. Objects of which nothing is
    left are dropped.

    It comes after mmdet's ``LoadAnnotations(with_bbox=True,
    with_mask=True)`` and before anything that resizes, flips or crops.

    Args:
        background: label of pixels without an object, above those of all
            classes: the one stuff class of the :class:`ColourCodec`. By
            default they are ignored, 255.

    Raises:
        InputError: ``background`` is not from 0 to 254; at a sample without
            masks, or with a label that is not below ``background``.
    """

    def __init__(self, background: Optional[int] = None) -> None:
        if background is not None and not 0 <= background < IGNORE_INDEX:
            raise InputError(
                f'background of InstancesToPanoptic is {background}; it must '
                'be from 0 to 254, the number of thing classes')
        self.background = IGNORE_INDEX if background is None else background

    def transform(self, results: dict) -> dict:
        """Read ``gt_masks``, ``gt_bboxes_labels`` and ``gt_ignore_flags`` of
        M objects, crowds among them.

        They become those of the N objects that are seen, in their order:
        masks (N, H, W) without overlap, and no crowds. Set ``gt_bboxes`` to
        the boxes around the masks, and ``gt_seg_map``, uint8 (H, W), to the
        labels: 255 on what is left of crowds, ``background`` elsewhere.
        """
        self._check(results)
        masks = results['gt_masks'].to_ndarray().astype(bool)
        labels = results['gt_bboxes_labels']
        crowd = results['gt_ignore_flags'].astype(bool)
        owner = np.full(masks.shape[1:], -1)
        for index in np.argsort(-masks.sum((1, 2)), kind='stable'):
            if not crowd[index]:
                owner[masks[index]] = index
        seg_map = np.full(owner.shape, self.background, np.uint8)
        seg_map[masks[crowd].any(0)] = IGNORE_INDEX
        seg_map[owner >= 0] = labels[owner[owner >= 0]]
        seen = np.unique(owner[owner >= 0])
        results['gt_masks'] = BitmapMasks(
            [(owner == index).astype(np.uint8) for index in seen],
            *owner.shape)
        results['gt_bboxes'] = results['gt_masks'].get_bboxes('hbox')
        results['gt_bboxes_labels'] = labels[seen]
        results['gt_ignore_flags'] = np.zeros(len(seen), bool)
        results['gt_seg_map'] = seg_map
        return results

    def _check(self, results: dict) -> None:
        for key in ('gt_masks', 'gt_bboxes_labels', 'gt_ignore_flags'):
            if key not in results:
                raise InputError(
                    f'InstancesToPanoptic finds no {key} for the image '
                    f'{results["img_path"]}: put LoadAnnotations before it, '
                    'with with_bbox=True and with_mask=True')
        outside = results['gt_bboxes_labels'] >= self.background
        if outside.any():
            raise InputError(
                f'the image {results["img_path"]} has an object of label '
                f'{results["gt_bboxes_labels"][outside][0]}, but objects are '
                f'below {self.background}: set background of '
                'InstancesToPanoptic to the number of thing classes, 254 at '
                'most')

    def __repr__(self) -> str:
        return f'{type(self).__name__}(background={self.background})'
