from mmflexgen.utils import import_optional
from .autoencoder_round_trip import AutoencoderRoundTrip
from .crop_person import CropPerson
from .ignore_classes import IgnoreClasses
from .load_boxes import LoadBoxes
from .load_caption import LoadCaption
from .load_checked import LoadCheckedAnnotations, LoadCheckedImage
from .load_request import LoadRequest
from .merge_classes import MergeClasses
from .pack_colour_map import PackColourMap
from .random_crop_boxes import RandomCropBoxes
from .saliency import LoadSaliency, PackSaliencyInputs, ResizeMatte

for _module in ('centre_crop', 'instances_to_panoptic', 'load_panoptic',
                'pack_pose'):
    import_optional(f'mmflexgen.datasets.transforms.{_module}',
                    needs=('mmdet', ))

__all__ = [
    'AutoencoderRoundTrip', 'CropPerson', 'IgnoreClasses', 'LoadBoxes',
    'LoadCaption', 'LoadCheckedAnnotations', 'LoadCheckedImage',
    'LoadRequest', 'LoadSaliency', 'MergeClasses', 'PackColourMap',
    'PackSaliencyInputs', 'RandomCropBoxes', 'ResizeMatte'
]
