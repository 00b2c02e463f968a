"""The middle of an image with its objects."""

from typing import Tuple

from mmdet.datasets.transforms import RandomCrop

from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class CentreCropObjects(RandomCrop):
    """mmdet's ``RandomCrop`` at the middle: mmcv's ``CenterCrop`` leaves
    boxes and masks as they are.

    Args:
        crop_size: (height, width) in pixels.
    """

    def __init__(self, crop_size: Tuple[int, int]) -> None:
        super().__init__(crop_size, allow_negative_crop=True)

    def _rand_offset(self, margin: Tuple[int, int]) -> Tuple[int, int]:
        return margin[0] // 2, margin[1] // 2
