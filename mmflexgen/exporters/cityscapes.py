"""Cityscapes' layout for semantic segmentation."""

from typing import Any, Dict

from ..registry import TASK_UTILS
from .semantic import SemanticExporter

_IMAGE, _LABELS = '_leftImg8bit.png', '_gtFine_labelTrainIds.png'


@TASK_UTILS.register_module()
class CityscapesExporter(SemanticExporter):
    """Writes leftImg8bit/train/synth and gtFine/train/synth.

    Images are PNGs, labels grey PNGs of training ids: class index, 255 for
    ignore. Names have Cityscapes' three parts, city, sequence and frame. A
    consumer of classes of one's own is ``dict(type='mmseg.BaseSegDataset',
    seg_map_suffix='_gtFine_labelTrainIds.png')``.

    Args:
        metainfo, consumer: see :class:`SemanticExporter`.
    """

    stock = 'mmseg.CityscapesDataset'
    folders = ('leftImg8bit/train/synth', 'gtFine/train/synth')
    paths = dict(data_prefix=dict(img_path='leftImg8bit/train',
                                  seg_map_path='gtFine/train'))

    def __init__(self, metainfo: Dict[str, Any], **kwargs) -> None:
        super().__init__(metainfo, img_suffix='.png', **kwargs)
        self.consumer['img_suffix'] = _IMAGE

    @staticmethod
    def name(sample_id: int) -> str:
        """synth_<six digits>_<six digits>."""
        sequence, frame = divmod(sample_id, 1_000_000)
        return f'synth_{sequence:06d}_{frame:06d}'

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and labels."""
        name = self.name(sample_id)
        return dict(image=f'leftImg8bit/train/synth/{name}{_IMAGE}',
                    sem_seg=f'gtFine/train/synth/{name}{_LABELS}')
