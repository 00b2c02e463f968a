from mmflexgen.utils import import_optional
from .cached_hypercolumns import CachedHypercolumns
from .cutout_prompts import CutoutPrompts
from .image_text import ImageTextDataset, ready_batch
from .latent_composition import LatentCompositionDataset
from .latent_text import LatentTextDataset
from .mixed_dataset import MixedDataset
from .relabelled_dataset import RelabelledDataset
from .samplers import MixedRatioSampler
from .seeded_views import SeededViews

for _module in ('deepfashion_mm_dataset', 'saliency_dataset',
                'shapesworld_dataset', 'transforms'):
    import_optional(f'mmflexgen.datasets.{_module}', needs=('mmseg', ))
for _module in ('coco_keypoints_dataset', 'coco_persons_dataset'):
    import_optional(f'mmflexgen.datasets.{_module}', needs=('mmdet', ))

__all__ = [
    'CachedHypercolumns', 'CutoutPrompts', 'ImageTextDataset',
    'LatentCompositionDataset', 'LatentTextDataset', 'MixedDataset',
    'MixedRatioSampler', 'RelabelledDataset', 'SeededViews', 'ready_batch'
]
