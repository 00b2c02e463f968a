from .attention_threshold import AttentionThreshold
from .class_pairs import ClassPairs
from .entity_alignment import EntityAlignment
from .entity_criterion import EntityCriterion
from .entity_grounding_decoder import EntityGroundingDecoder
from .heads import (DenseHead, DepthHead, EntityMasks, GroundingHead, Head,
                    InstanceHead, OpenVocabularyHead, PanopticHead, PoseHead,
                    SaliencyHead, SemanticHead)
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder

__all__ = [
    'AttentionThreshold', 'ClassPairs', 'DenseHead', 'DepthHead',
    'EntityAlignment', 'EntityCriterion', 'EntityGroundingDecoder',
    'EntityMasks', 'GroundingHead', 'Head', 'HypercolumnFusion',
    'InstanceHead', 'MaskCriterion', 'MaskTargets', 'MaskTransformer',
    'OpenVocabularyHead', 'PDecoder', 'PanopticHead', 'PixelDecoder',
    'PoseHead', 'SaliencyHead', 'SemanticHead', 'semantic_targets'
]
