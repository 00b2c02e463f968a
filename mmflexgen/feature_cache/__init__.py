"""Features of a frozen model on disk, so that training need not run it."""

from .feature_cache import FeatureCache
from .fill import fill
from .settings import view_settings
from .view_file import DTYPES, read_view

__all__ = ['DTYPES', 'FeatureCache', 'fill', 'read_view', 'view_settings']
