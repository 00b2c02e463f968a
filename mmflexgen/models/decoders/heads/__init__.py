from .base import Head
from .instance_head import InstanceHead
from .open_vocabulary_head import OpenVocabularyHead
from .panoptic_head import PanopticHead
from .semantic_head import SemanticHead

__all__ = [
    'Head', 'InstanceHead', 'OpenVocabularyHead', 'PanopticHead',
    'SemanticHead'
]
