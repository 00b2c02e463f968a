from .base import Head
from .depth_head import DepthHead
from .grounding_head import EntityMasks, GroundingHead
from .instance_head import InstanceHead
from .open_vocabulary_head import OpenVocabularyHead
from .panoptic_head import PanopticHead
from .pose_head import PoseHead
from .saliency_head import SaliencyHead
from .semantic_head import SemanticHead

__all__ = [
    'DepthHead', 'EntityMasks', 'GroundingHead', 'Head',
    'InstanceHead', 'OpenVocabularyHead', 'PanopticHead', 'PoseHead',
    'SaliencyHead', 'SemanticHead'
]
