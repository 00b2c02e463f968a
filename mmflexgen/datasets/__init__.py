from mmflexgen.utils import import_optional
from .image_text import ImageTextDataset, ready_batch
from .latent_text import LatentTextDataset
from .mixed_dataset import MixedDataset
from .samplers import MixedRatioSampler

for _module in ('saliency_dataset', 'shapesworld_dataset', 'transforms'):
    import_optional(f'mmflexgen.datasets.{_module}', needs=('mmseg', ))
import_optional('mmflexgen.datasets.coco_keypoints_dataset',
                needs=('mmdet', ))

__all__ = [
    'ImageTextDataset', 'LatentTextDataset', 'MixedDataset',
    'MixedRatioSampler', 'ready_batch'
]
