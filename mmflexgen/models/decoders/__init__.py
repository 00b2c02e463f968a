from .attention_threshold import AttentionThreshold
from .class_pairs import ClassPairs
from .consistency_loss import consistency_loss
from .entity_alignment import EntityAlignment
from .entity_criterion import EntityCriterion
from .entity_grounding_decoder import EntityGroundingDecoder
from .heads import (DepthHead, EntityMasks, GroundingHead, Head,
                    InstanceHead, OpenVocabularyHead, PanopticHead, PoseHead,
                    SaliencyHead, SemanticHead)
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder
from .text_classifier import TextClassifier
from .vag import (DepthAnythingDecoder, MINetDecoder, QueryDecoder,
                  SEEMDecoder)

__all__ = [
    'AttentionThreshold', 'ClassPairs', 'DepthAnythingDecoder', 'DepthHead',
    'EntityAlignment', 'EntityCriterion', 'EntityGroundingDecoder',
    'EntityMasks', 'GroundingHead', 'Head', 'HypercolumnFusion',
    'InstanceHead', 'MINetDecoder', 'MaskCriterion', 'MaskTargets',
    'MaskTransformer', 'OpenVocabularyHead', 'PDecoder', 'PanopticHead',
    'PixelDecoder', 'PoseHead', 'QueryDecoder', 'SEEMDecoder',
    'SaliencyHead', 'SemanticHead', 'TextClassifier', 'consistency_loss',
    'semantic_targets'
]
