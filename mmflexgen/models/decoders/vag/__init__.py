"""Perception decoders that read Query_(MIMC): FlexDataset's VAG Plan A."""

from .aggregation_interaction import AggregationInteraction
from .depth_anything_decoder import DepthAnythingDecoder
from .depth_anything_head import DepthAnythingHead
from .minet_decoder import MINetDecoder
from .query_adapter import QueryAdapter
from .query_decoder import QueryDecoder
from .scale_exchange import ScaleExchange
from .seem_decoder import SEEMDecoder
from .self_interaction import SelfInteraction

__all__ = [
    'AggregationInteraction', 'DepthAnythingDecoder', 'DepthAnythingHead',
    'MINetDecoder', 'QueryAdapter', 'QueryDecoder', 'SEEMDecoder',
    'ScaleExchange', 'SelfInteraction'
]
