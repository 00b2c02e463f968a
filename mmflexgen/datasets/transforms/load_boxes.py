"""Boxes and categories beside labels of another kind."""

import os.path as osp
from typing import Any, Dict, Optional

import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.layouts.layout import Scene
from mmflexgen.registry import TASK_UTILS, TRANSFORMS
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class LoadBoxes(BaseTransform):
    """Sets ``gt_bboxes`` and ``box_categories``, from a layout reader.

    mmseg's datasets have no boxes, which FlexDataset's annotation decoders
    need to see a composition. It comes before flips and crops; mmcv's
    ``Resize`` and ``RandomFlip`` move the boxes with the image, of crops
    :class:`RandomCropBoxes` alone. Name both keys in ``meta_keys`` of the
    step that packs.

    Args:
        layouts: config of a :class:`LayoutReader` of the same images. All
            its scenes are taken, whatever its limits.
        rename: categories that the image model knows by another name, such
            as ``dict(aeroplane='airplane')``.

    Raises:
        InputError: at an image that the reader does not know.
    """

    def __init__(self, layouts: Dict[str, Any],
                 rename: Optional[Dict[str, str]] = None) -> None:
        self.rename = dict(rename or {})
        reader = TASK_UTILS.build(layouts)
        self.root = reader.data_root
        self.scenes: Dict[str, Scene] = {
            osp.abspath(osp.join(self.root, scene.image)): scene
            for scene in reader.scenes()}

    def transform(self, results: dict) -> dict:
        """Read ``img_path`` and ``img_shape``; set ``gt_bboxes``, float32
        (N, 4), x1, y1, x2, y2 in pixels, and ``box_categories``, N names."""
        scene = self.scenes.get(osp.abspath(results['img_path']))
        if scene is None:
            raise InputError(
                f"the layouts of {self.root} do not name "
                f"{results['img_path']}: give LoadBoxes the annotation file "
                'of these images')
        height, width = results['img_shape'][:2]
        scale = (width / scene.width, height / scene.height)
        results['gt_bboxes'] = np.array(scene.boxes, np.float32).reshape(
            -1, 4) * np.array(scale * 2, np.float32)
        results['box_categories'] = tuple(
            self.rename.get(name, name) for name in scene.categories)
        return results

    def __repr__(self) -> str:
        return f"{type(self).__name__}(root='{self.root}')"
