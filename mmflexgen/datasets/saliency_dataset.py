"""Binary saliency and alpha mattes as an mmseg dataset."""

from typing import Dict, Optional, Sequence

from mmseg.datasets import BaseSegDataset

from mmflexgen.registry import DATASETS

_FOREGROUND = 128


@DATASETS.register_module()
class SaliencyDataset(BaseSegDataset):
    """Images with grey masks, on which stock segmenters of two classes train.

    The layout is that of the saliency and matting benchmarks::

        data_root/
          images/train/0001.jpg   RGB
          masks/train/0001.png    uint8, 255 is foreground

    A mask's values from 128 on become class 1. ``SaliencyMetric`` reads the
    matte itself from ``seg_map_path``.

    Args:
        data_prefix: folders of images and masks.
        kwargs: see :class:`mmseg.datasets.BaseSegDataset`.
    """

    METAINFO = dict(classes=('background', 'salient'),
                    palette=[[0, 0, 0], [255, 255, 255]])

    def __init__(self,
                 data_prefix: dict = dict(
                     img_path='images/train', seg_map_path='masks/train'),
                 **kwargs) -> None:
        super().__init__(data_prefix=data_prefix, **kwargs)

    @classmethod
    def get_label_map(cls, new_classes: Optional[Sequence] = None
                      ) -> Dict[int, int]:
        """Grey value to label, for the stock ``LoadAnnotations``."""
        return {value: int(value >= _FOREGROUND) for value in range(1, 256)}
