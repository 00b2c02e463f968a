from .attention_threshold import AttentionThreshold
from .class_pairs import ClassPairs
from .heads import (Head, InstanceHead, OpenVocabularyHead, PanopticHead,
                    SemanticHead)
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder

__all__ = [
    'AttentionThreshold', 'ClassPairs', 'Head', 'HypercolumnFusion',
    'InstanceHead', 'MaskCriterion', 'MaskTargets', 'MaskTransformer',
    'OpenVocabularyHead', 'PDecoder', 'PanopticHead', 'PixelDecoder',
    'SemanticHead', 'semantic_targets'
]
