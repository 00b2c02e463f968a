"""Masks of entities from rough maps: pseudo-labels without a label."""

from .base import Labeler

__all__ = ['Labeler']
