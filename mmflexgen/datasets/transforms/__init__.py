from mmflexgen.utils import import_optional
from .ignore_classes import IgnoreClasses
from .load_checked import LoadCheckedAnnotations, LoadCheckedImage

import_optional('mmflexgen.datasets.transforms.load_panoptic',
                needs=('mmdet', ))

__all__ = ['IgnoreClasses', 'LoadCheckedAnnotations', 'LoadCheckedImage']
