from .compare import compare
from .plan import ComparisonPlan, Run

__all__ = ['ComparisonPlan', 'Run', 'compare']
