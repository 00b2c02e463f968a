from .attention_threshold import AttentionThreshold
from .class_pairs import ClassPairs
from .heads import (DenseHead, DepthHead, Head, InstanceHead,
                    OpenVocabularyHead, PanopticHead, PoseHead, SaliencyHead,
                    SemanticHead)
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder

__all__ = [
    'AttentionThreshold', 'ClassPairs', 'DenseHead', 'DepthHead', 'Head',
    'HypercolumnFusion', 'InstanceHead', 'MaskCriterion', 'MaskTargets',
    'MaskTransformer', 'OpenVocabularyHead', 'PDecoder', 'PanopticHead',
    'PixelDecoder', 'PoseHead', 'SaliencyHead', 'SemanticHead',
    'semantic_targets'
]
