from mmflexgen.utils import import_optional
from .class_hardness import ClassHardness, sampling_weights
from .confusion import class_iou, confusion_matrix, mean_iou
from .oracle_audit import OracleAudit
from .saliency import SaliencyMetric

import_optional('mmflexgen.evaluation.per_class_iou', needs=('mmseg', ))
import_optional('mmflexgen.evaluation.present_class_iou', needs=('mmseg', ))

__all__ = [
    'ClassHardness', 'OracleAudit', 'SaliencyMetric', 'class_iou',
    'confusion_matrix', 'mean_iou', 'sampling_weights'
]
