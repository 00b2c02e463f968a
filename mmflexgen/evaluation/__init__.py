from mmflexgen.utils import import_optional
from .class_hardness import ClassHardness, sampling_weights
from .confusion import class_iou, confusion_matrix, mean_iou
from .oracle_audit import OracleAudit
from .pck import PCKMetric
from .saliency import SaliencyMetric

import_optional('mmflexgen.evaluation.coco_keypoints',
                needs=('pycocotools', ))
import_optional('mmflexgen.evaluation.panoptic_quality', needs=('mmdet', ))
for _module in ('grouped_iou', 'per_class_iou', 'present_class_iou'):
    import_optional(f'mmflexgen.evaluation.{_module}', needs=('mmseg', ))

__all__ = [
    'ClassHardness', 'OracleAudit', 'PCKMetric', 'SaliencyMetric',
    'class_iou', 'confusion_matrix', 'mean_iou', 'sampling_weights'
]
