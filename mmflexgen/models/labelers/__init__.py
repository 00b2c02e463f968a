"""Masks of entities from rough maps: pseudo-labels without a label."""

from .base import Labeler
from .point_labeler import PointLabeler
from .points import far_points
from .random_walker import RandomWalkerLabeler
from .sam_labeler import SamLabeler
from .segment_anything_labeler import SegmentAnythingLabeler
from .threshold import ThresholdLabeler

__all__ = ['Labeler', 'PointLabeler', 'RandomWalkerLabeler', 'SamLabeler',
           'SegmentAnythingLabeler', 'ThresholdLabeler', 'far_points']
