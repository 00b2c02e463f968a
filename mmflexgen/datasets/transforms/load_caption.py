"""An image's caption, for models that learn from text."""

import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.prompts.image_captions import ImageCaptions
from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class LoadCaption(BaseTransform):
    """Sets ``caption``: of several of an image, one drawn at random.

    Args:
        captions: file of captions, see :class:`ImageCaptions`.

    Raises:
        InputError: the file cannot be used; at an image without a caption.
    """

    def __init__(self, captions: str) -> None:
        self.captions = ImageCaptions(captions)

    def transform(self, results: dict) -> dict:
        """Read ``img_path``, set ``caption``."""
        options = self.captions.of(results['img_path'])
        results['caption'] = options[np.random.randint(len(options))]
        return results

    def __repr__(self) -> str:
        return f"{type(self).__name__}(captions='{self.captions.path}')"
