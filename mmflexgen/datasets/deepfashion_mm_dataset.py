"""DeepFashion-MultiModal's human parsing as an mmseg dataset."""

from mmseg.datasets import BaseSegDataset

from mmflexgen.registry import DATASETS


@DATASETS.register_module()
class DeepFashionMMDataset(BaseSegDataset):
    """Clothes and parts of one person per image, 24 classes.

    The layout is that of the published archives::

        data_root/
          images/MEN-Denim-id_00000080-01_7_additional.jpg      RGB
          segm/MEN-Denim-id_00000080-01_7_additional_segm.png   0 to 23

    Only a quarter of the images has labels: give a split file of names
    without suffix.

    Args:
        data_prefix: folders of images and label maps.
        img_suffix: suffix of images.
        seg_map_suffix: suffix of label maps.
        kwargs: see :class:`mmseg.datasets.BaseSegDataset`.
    """

    METAINFO = dict(
        classes=('background', 'top', 'outer', 'skirt', 'dress', 'pants',
                 'leggings', 'headwear', 'eyeglass', 'neckwear', 'belt',
                 'footwear', 'bag', 'hair', 'face', 'skin', 'ring',
                 'wrist wearing', 'socks', 'gloves', 'necklace', 'rompers',
                 'earrings', 'tie'),
        # Ours: the archives have no colours.
        palette=[[0, 0, 0], [230, 60, 60], [60, 120, 230], [245, 200, 50],
                 [160, 70, 220], [60, 180, 90], [245, 130, 40],
                 [240, 110, 180], [90, 210, 220], [150, 100, 50],
                 [130, 130, 250], [190, 230, 90], [20, 90, 120],
                 [90, 50, 20], [250, 220, 180], [220, 170, 130],
                 [255, 255, 120], [120, 20, 60], [200, 200, 200],
                 [70, 90, 30], [180, 255, 200], [255, 150, 150],
                 [120, 120, 120], [30, 30, 160]])

    def __init__(self,
                 data_prefix: dict = dict(
                     img_path='images', seg_map_path='segm'),
                 img_suffix: str = '.jpg',
                 seg_map_suffix: str = '_segm.png',
                 **kwargs) -> None:
        super().__init__(data_prefix=data_prefix, img_suffix=img_suffix,
                         seg_map_suffix=seg_map_suffix, **kwargs)
