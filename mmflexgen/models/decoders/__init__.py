from .heads import Head, InstanceHead, PanopticHead, SemanticHead
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder

__all__ = [
    'Head', 'HypercolumnFusion', 'InstanceHead', 'MaskCriterion',
    'MaskTargets', 'MaskTransformer', 'PDecoder', 'PanopticHead',
    'PixelDecoder', 'SemanticHead', 'semantic_targets'
]
