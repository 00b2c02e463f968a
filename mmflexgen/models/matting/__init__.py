"""The student of saliency and matting tables, which mmseg does not have."""

from .efficient_aspp import EfficientASPP
from .modnet import MODNet

__all__ = ['EfficientASPP', 'MODNet']
