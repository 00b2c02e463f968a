from mmflexgen.utils import import_optional
from .crop_person import CropPerson
from .ignore_classes import IgnoreClasses
from .load_checked import LoadCheckedAnnotations, LoadCheckedImage
from .merge_classes import MergeClasses
from .saliency import LoadSaliency, PackSaliencyInputs

for _module in ('load_panoptic', 'pack_pose'):
    import_optional(f'mmflexgen.datasets.transforms.{_module}',
                    needs=('mmdet', ))

__all__ = [
    'CropPerson', 'IgnoreClasses', 'LoadCheckedAnnotations',
    'LoadCheckedImage', 'LoadSaliency', 'MergeClasses', 'PackSaliencyInputs'
]
