from .bidirectional_attention import BidirectionalAttention
from .composition_embedding import CategoricalEncoding, CompositionEmbedding
from .image_encoding import ImageEncoding
from .instance_masks import (attention_mask, instance_mean,
                             instance_membership)
from .linear_attention import LinearSelfAttention, positive_features
from .linear_transformer import LinearTransformerEncoder
from .location_tokens import LocationTokens
from .masked_linear_attention import MIMCAttention, masked_linear_attention
from .mimc_block import MIMCBlock
from .pixel_encoding import PixelEncoding

__all__ = [
    'BidirectionalAttention', 'CategoricalEncoding', 'CompositionEmbedding',
    'ImageEncoding', 'LinearSelfAttention', 'LinearTransformerEncoder',
    'LocationTokens', 'MIMCAttention', 'MIMCBlock', 'PixelEncoding',
    'attention_mask', 'instance_mean', 'instance_membership',
    'masked_linear_attention', 'positive_features'
]
