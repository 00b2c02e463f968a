from .composition_to_image import CompositionToImage

__all__ = ['CompositionToImage']
