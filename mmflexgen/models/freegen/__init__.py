"""FreeGen's first stage, without the generator that puts it together."""

from .entities import EntityTokens
from .entity_probe import EntityProbe, find_blocks
from .fluctuation import fluctuation, uniform_timesteps
from .maps import compose, soft_masks, stretch
from .rectification import AttentionSelfRectification, entity_attention

__all__ = [
    'AttentionSelfRectification', 'EntityProbe', 'EntityTokens', 'compose',
    'entity_attention', 'find_blocks', 'fluctuation', 'soft_masks',
    'stretch', 'uniform_timesteps'
]
