"""Images with binary saliency or alpha mattes."""

from ..registry import TASK_UTILS
from .image_map import ImageMapExporter
from .verification import Verification
from .verification.saliency import verify_saliency


@TASK_UTILS.register_module()
class SaliencyExporter(ImageMapExporter):
    """Writes images/train and masks/train.

    Masks are grey PNGs, 0 to 255; 255 is foreground.

    Args:
        metainfo, consumer, img_suffix: see :class:`ImageMapExporter`.
    """

    kinds = ('image', 'saliency')
    folders = ('images/train', 'masks/train')
    stock = 'mmflexgen.SaliencyDataset'

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_saliency(root, dict(
            self.consumer, data_prefix=dict(img_path='images/train',
                                            seg_map_path='masks/train')))
