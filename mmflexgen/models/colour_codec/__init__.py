from .codec import ColourCodec
from .palette import minimum_distance, separated_palette

__all__ = ['ColourCodec', 'minimum_distance', 'separated_palette']
