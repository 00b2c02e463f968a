from .base import Head
from .instance_head import InstanceHead
from .semantic_head import SemanticHead

__all__ = ['Head', 'InstanceHead', 'SemanticHead']
