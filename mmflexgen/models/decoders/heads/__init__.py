from .base import Head
from .instance_head import InstanceHead
from .panoptic_head import PanopticHead
from .semantic_head import SemanticHead

__all__ = ['Head', 'InstanceHead', 'PanopticHead', 'SemanticHead']
