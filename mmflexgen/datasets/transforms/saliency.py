"""Mattes through mmseg's transforms, beside the semantic labels."""

import mmcv
import numpy as np
from mmcv.transforms import BaseTransform, to_tensor
from mmengine.structures import PixelData
from mmseg.datasets.transforms import PackSegInputs, Resize
from PIL import Image

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class LoadSaliency(BaseTransform):
    """Load a grey matte as one of mmseg's ``seg_fields``.

    It comes after the image loader and before the transforms, which then
    crop and flip the matte as they do label maps. They would resize it as
    one, too, by the nearest pixel: take :class:`ResizeMatte`.

    Args:
        path_key: key of the results that holds the file: 'seg_map_path' of
            :class:`SaliencyDataset`, 'saliency_path' of
            :class:`ShapesWorldDataset`.
    """

    def __init__(self, path_key: str = 'seg_map_path') -> None:
        self.path_key = path_key

    def transform(self, results: dict) -> dict:
        """Set ``gt_saliency`` (float32, (H, W), 0 to 1).

        Raises:
            InputError: there is no path, the file cannot be read, or has
                another size than the image.
        """
        if self.path_key not in results:
            raise InputError(
                f'the dataset gives no {self.path_key} for '
                f'{results.get("img_path")}: add it to data_prefix, or set '
                'path_key of LoadSaliency')
        path = results[self.path_key]
        try:
            with Image.open(path) as picture:
                matte = np.array(picture.convert('L'))
        # Pillow raises SyntaxError for broken PNG chunks.
        except (OSError, SyntaxError) as error:
            raise InputError(
                f'the matte {path} cannot be read ({error}): write it again '
                'or take its name out of the split file') from error
        if matte.shape != tuple(results['ori_shape'][:2]):
            raise InputError(
                f'the matte {path} is {matte.shape[1]} x {matte.shape[0]} px '
                f'but its image is {results["ori_shape"][1]} x '
                f'{results["ori_shape"][0]} px: make both of one size')
        results['gt_saliency'] = matte.astype(np.float32) / 255
        results.setdefault('seg_fields', []).append('gt_saliency')
        return results


@TRANSFORMS.register_module()
class ResizeMatte(Resize):
    """``Resize`` that interpolates ``gt_saliency`` as it does the image.

    By the nearest pixel outlines would lie up to half a pixel beside those of
    the image, and soft ones would turn to stairs. Label maps stay label
    maps. For ``RandomResize`` it is a ``resize_type``.

    Args:
        kwargs: see :class:`mmseg.datasets.transforms.Resize`.
    """

    def _resize_seg(self, results: dict) -> None:
        fields = results.get('seg_fields', [])
        results['seg_fields'] = [
            name for name in fields if name != 'gt_saliency']
        super()._resize_seg(results)
        results['seg_fields'] = fields
        if 'gt_saliency' in fields:
            resize = mmcv.imrescale if self.keep_ratio else mmcv.imresize
            matte = resize(results['gt_saliency'], results['scale'],
                           interpolation=self.interpolation)
            # Some interpolations overshoot.
            results['gt_saliency'] = np.clip(matte, 0, 1)


@TRANSFORMS.register_module()
class PackSaliencyInputs(PackSegInputs):
    """``PackSegInputs`` that also packs ``gt_saliency``, (1, H, W).

    mmseg's preprocessor does not pad it: crops must have the size that the
    model is trained at.

    Args:
        kwargs: see :class:`mmseg.datasets.transforms.PackSegInputs`.
    """

    def transform(self, results: dict) -> dict:
        """Pack image and labels."""
        packed = super().transform(results)
        packed['data_samples'].gt_saliency = PixelData(
            data=to_tensor(np.ascontiguousarray(
                results['gt_saliency'][None])))
        return packed
