"""FreeGen's first stage, without the generator that puts it together."""

from .entities import EntityTokens, entity_maps
from .entity_probe import EntityProbe, find_blocks
from .fluctuation import TemporalFluctuation, fluctuation
from .maps import compose, soft_masks, stretch
from .rectification import AttentionSelfRectification, entity_attention
from .trajectory import TrajectoryTap

__all__ = [
    'AttentionSelfRectification', 'EntityProbe', 'EntityTokens',
    'TemporalFluctuation', 'TrajectoryTap', 'compose', 'entity_attention',
    'entity_maps',    'find_blocks', 'fluctuation', 'soft_masks', 'stretch'
]
