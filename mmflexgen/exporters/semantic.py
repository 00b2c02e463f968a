"""What the formats for semantic segmentation share."""

from typing import Any, Dict

from .image_map import ImageMapExporter
from .verification import Verification, check_classes, verify_semantic


class SemanticExporter(ImageMapExporter):
    """An image and a label map, uint8 with 255 for ignore, per sample.

    Attributes:
        paths: of the dataset, as settings of the consumer's config.

    Args:
        metainfo: ``classes`` and ``palette`` of the generator.
        consumer: config of the mmseg dataset class that will train on the
            result, without its paths. A class without class names of its
            own, such as ``mmseg.BaseSegDataset``, gets the generator's.
        img_suffix: '.jpg' or '.png'.
    """

    kinds = ('image', 'sem_seg')
    paths: Dict[str, Any]

    def __init__(self, metainfo: Dict[str, Any], **kwargs) -> None:
        super().__init__(metainfo, **kwargs)
        self.classes = tuple(metainfo['classes'])
        self.palette = tuple(map(tuple, metainfo['palette']))

    def check_consumer(self) -> None:
        """See :func:`check_classes`."""
        check_classes(self.consumer, self.classes)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_semantic(root, dict(self.consumer, **self.paths),
                               self.classes, self.decode_values)
