"""ShapesWorld as an mmseg dataset."""

import os.path as osp
from typing import List

from mmseg.datasets import BaseSegDataset

from mmflexgen.registry import DATASETS
from .checks import check_seg_folder
from .shapesworld.classes import (BACKGROUND, CLASSES, FOREGROUND, KEYPOINTS,
                                  PALETTE, SKELETON)

_HINT = ('write ShapesWorld with `python tools/dataset_converters/'
         'shapesworld.py data/shapesworld`, or set data_root to where the '
         'data is')


@DATASETS.register_module()
class ShapesWorldDataset(BaseSegDataset):
    """ShapesWorld's semantic labels, or a synthetic dataset made for it.

    The layout is VOC's, with PNG images::

        data_root/
          JPEGImages/train_00000.png              RGB
          SegmentationClass/train_00000.png       uint8, 0 to 12, 255 void
          ImageSets/Segmentation/labelled_100.txt
          depth/train_00000.png                   uint16, millimetres
          saliency/train_00000.png                uint8, 255 is salient

    Args:
        ann_file: split file, relative to ``data_root``.
        data_prefix: folders of images and label maps, and those of further
            labels: ``depth_map_path`` for mmseg's ``LoadDepthAnnotation``,
            ``saliency_path`` for :class:`LoadSaliency`.
        img_suffix: suffix of images.
        seg_map_suffix: suffix of label maps.
        kwargs: see :class:`mmseg.datasets.BaseSegDataset`.

    Raises:
        InputError: when the data is loaded and a folder, the split file or
            a listed file is missing.
    """

    METAINFO = dict(classes=CLASSES,
                    palette=[list(color) for color in PALETTE],
                    thing_classes=FOREGROUND,
                    stuff_classes=BACKGROUND,
                    keypoints=KEYPOINTS,
                    skeleton=SKELETON)

    def __init__(self,
                 ann_file: str = 'ImageSets/Segmentation/train_full.txt',
                 data_prefix: dict = dict(
                     img_path='JPEGImages', seg_map_path='SegmentationClass'),
                 img_suffix: str = '.png',
                 seg_map_suffix: str = '.png',
                 **kwargs) -> None:
        super().__init__(
            ann_file=ann_file,
            data_prefix=data_prefix,
            img_suffix=img_suffix,
            seg_map_suffix=seg_map_suffix,
            **kwargs)

    def load_data_list(self) -> List[dict]:
        """Check the folders, then list the samples as mmseg does."""
        labels = dict(self.data_prefix)
        del labels['img_path']
        for folder in labels.values() or (None, ):
            check_seg_folder(
                data_root=self.data_root,
                ann_file=self.ann_file,
                img_dir=self.data_prefix['img_path'],
                seg_dir=folder,
                img_suffix=self.img_suffix,
                seg_map_suffix=self.seg_map_suffix,
                hint=_HINT)
        samples = super().load_data_list()
        for sample in samples:
            name = osp.relpath(sample['img_path'],
                               self.data_prefix['img_path'])
            name = name[:-len(self.img_suffix)] + self.seg_map_suffix
            for key, folder in labels.items():
                if folder is not None:
                    sample[key] = osp.join(folder, name)
        return samples
