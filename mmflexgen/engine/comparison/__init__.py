from .compare import compare
from .metric import Metric
from .plan import ComparisonPlan, Run

__all__ = ['ComparisonPlan', 'Metric', 'Run', 'compare']
