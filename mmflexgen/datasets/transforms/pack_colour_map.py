"""Samples for SegGen: an image, its labels as colours, and its caption."""

from typing import Any, Dict, List, Tuple

import numpy as np
import torch
from mmcv.transforms import BaseTransform
from mmengine.structures import BaseDataElement

from mmflexgen.registry import TASK_UTILS, TRANSFORMS
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class PackColourMap(BaseTransform):
    """Ends a pipeline of mmseg or mmdet.

    Panoptic labels come from :class:`LoadPanopticPNG`, or by
    :class:`InstancesToPanoptic` from objects.

    It packs ``inputs``, the image uint8 (3, H, W), and ``data_samples``, a
    ``BaseDataElement`` with

    - ``colour_map``: uint8 (3, H, W), RGB, the encoded labels;
    - ``sem_seg``: uint8 (H, W); or, of panoptic labels, ``panoptic``: int32
      (H, W) segment ids, 0 is void, with the meta field ``segments``, as in
      :class:`SynthSample`;
    - meta fields ``img_path`` and, where the pipeline has
      :class:`LoadCaption`, ``caption``.

    Args:
        codec: config of the :class:`ColourCodec`. With ``edge=True`` labels
            are panoptic: it outlines the segments. Of its ``num_things``
            classes, pixels without a mask of their own (crowds) are void.

    Raises:
        InputError: at a sample without labels, or with others than the
            codec knows.
    """

    def __init__(self, codec: Dict[str, Any]) -> None:
        self.codec = TASK_UTILS.build(codec)
        self.panoptic = self.codec.edge_row is not None

    def transform(self, results: dict) -> dict:
        """Read ``img``, ``gt_seg_map`` and, of panoptic labels, ``gt_masks``
        and ``gt_bboxes_labels``."""
        for key in ('gt_seg_map', *(('gt_masks', 'gt_bboxes_labels')
                                    if self.panoptic else ())):
            if key not in results:
                raise InputError(
                    f'PackColourMap finds no {key} for the image '
                    f'{results["img_path"]}: load the labels before it, '
                    'with LoadCheckedAnnotations or LoadPanopticPNG, or put '
                    'InstancesToPanoptic after LoadAnnotations')
        sample = BaseDataElement(metainfo=dict(img_path=results['img_path']))
        if 'caption' in results:
            sample.set_metainfo(dict(caption=results['caption']))
        if self.panoptic:
            sample.panoptic, segments = merge_panoptic(
                results['gt_seg_map'], results['gt_masks'].masks,
                results['gt_bboxes_labels'], self.codec.num_things)
            sample.set_metainfo(dict(segments=segments))
            colours = self.codec.encode_panoptic(sample.panoptic, segments)
        else:
            sample.sem_seg = results['gt_seg_map'].astype(np.uint8)
            colours = self.codec.encode(sample.sem_seg)
        sample.colour_map = to_channels_first(colours)
        return dict(inputs=to_channels_first(results['img']),
                    data_samples=sample)


def to_channels_first(image: np.ndarray) -> torch.Tensor:
    """(3, H, W) of an image (H, W, 3)."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))


def merge_panoptic(seg_map: np.ndarray, masks: np.ndarray,
                   labels: np.ndarray, num_things: int
                   ) -> Tuple[np.ndarray, List[Dict[str, int]]]:
    """Segment ids of what mmdet loads in parts.

    Args:
        seg_map: (H, W), things first, then stuff; 255 is void.
        masks: (M, H, W) of things.
        labels: (M,).
        num_things: labels from here are stuff.

    Returns:
        int32 (H, W), 0 is void; and a dict(id, label) per segment shown.
    """
    ids = np.zeros(seg_map.shape, np.int32)
    stuff = [label for label in np.unique(seg_map)
             if num_things <= label < 255]
    parts = [(seg_map == label, label) for label in stuff]
    parts += [(mask.astype(bool), label)
              for mask, label in zip(masks, labels)]
    for number, (mask, _) in enumerate(parts, 1):
        ids[mask] = number
    shown = set(np.unique(ids).tolist())
    return ids, [dict(id=number, label=int(label))
                 for number, (_, label) in enumerate(parts, 1)
                 if number in shown]
