from mmflexgen.utils import import_optional
from .load_checked import LoadCheckedAnnotations, LoadCheckedImage

import_optional('mmflexgen.datasets.transforms.load_panoptic',
                needs=('mmdet', ))

__all__ = ['LoadCheckedAnnotations', 'LoadCheckedImage']
