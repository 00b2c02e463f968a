"""Batches of images, or of cached columns, to the device."""

from typing import Any, Dict, Optional

from mmengine.model import BaseDataPreprocessor

from mmflexgen.registry import MODELS
from mmflexgen.structures import LabelledColumn


@MODELS.register_module()
class ColumnPreprocessor(BaseDataPreprocessor):
    """Passes images on to another data preprocessor.

    Batches of :class:`mmflexgen.CachedHypercolumns` went through it before
    they were stored; they are stacked and moved.

    Args:
        images: config of the data preprocessor of images; by default they
            are moved to the device as they are.
    """

    def __init__(self, images: Optional[Dict[str, Any]] = None) -> None:
        super().__init__()
        self.images = MODELS.build(images or dict(
            type='mmengine.BaseDataPreprocessor'))

    def forward(self, data: Dict[str, Any], training: bool = False
                ) -> Dict[str, Any]:
        """See mmengine's.

        Args:
            data: ``inputs``, images or B :class:`LabelledColumn` of one
                image each, and ``data_samples``.
            training: whether batch augmentations are allowed.
        """
        inputs = data['inputs']
        if not isinstance(inputs[0], LabelledColumn):
            return self.images(data, training)
        return dict(
            inputs=LabelledColumn.cat(inputs).to(self.device),
            data_samples=self.cast_data(data['data_samples']))
