"""Samples that are left out when a dataset is finalised.

Some judgements need all samples: whether one repeats another, or is among
the best. A selection is called with manifest lines of accepted samples, in
order of the ids, and yields (id, reason) for those to leave out, once each.
It depends on the manifest alone, so it does not matter in which order, or
by how many workers, the samples were made.
"""

from .best_fraction import BestFraction
from .near_duplicates import NearDuplicates
from .select import select

__all__ = ['BestFraction', 'NearDuplicates', 'select']
