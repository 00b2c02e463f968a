from .plan import LadderPlan, LadderRow
from .report import summarize_ladder, write_report

__all__ = ['LadderPlan', 'LadderRow', 'summarize_ladder', 'write_report']
