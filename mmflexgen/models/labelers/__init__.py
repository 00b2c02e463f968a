"""Masks of entities from rough maps: pseudo-labels without a label."""

from .base import Labeler
from .threshold import ThresholdLabeler

__all__ = ['Labeler', 'ThresholdLabeler']
