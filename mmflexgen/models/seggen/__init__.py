from .mask2img import Mask2Img
from .text2mask import Text2Mask

__all__ = ['Mask2Img', 'Text2Mask']
