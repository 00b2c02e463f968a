from .bidirectional_attention import BidirectionalAttention

__all__ = ['BidirectionalAttention']
