"""Whole models of saliency, which mmseg does not have: the student of tables,
and the labeler of Plan B."""

from .efficient_aspp import EfficientASPP
from .minet import MINet
from .modnet import MODNet

__all__ = ['EfficientASPP', 'MINet', 'MODNet']
