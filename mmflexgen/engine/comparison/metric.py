"""The number that a comparison is about."""

from dataclasses import dataclass
from typing import Any, Dict, Optional, Union

from mmflexgen.utils import InputError, check_choice

RULES = ('greater', 'less')


@dataclass(frozen=True)
class Metric:
    """A result of the evaluator, and how to read it.

    Attributes:
        key: its name, with the evaluator's prefix: 'mIoU',
            'coco/segm_mAP', 'abs_rel'.
        rule: whether the 'greater' or the 'less' is the better, as in
            mmengine's ``CheckpointHook``.
        scale: factor of what is reported: 100 makes percent of COCO's AP.
        digits: decimals of the tables.
        unit: of the reported number; '' for a ratio.
    """

    key: str
    rule: str = 'greater'
    scale: float = 1.
    digits: int = 1
    unit: str = 'percent'

    @classmethod
    def parse(cls, spec: Union[str, Dict[str, Any]]) -> 'Metric':
        """A metric from a config.

        Args:
            spec: its key, or a dict of the attributes above.

        Raises:
            InputError: an attribute that does not exist, no key, or another
                rule.
        """
        fields = dict(key=spec) if isinstance(spec, str) else dict(spec)
        unknown = [name for name in fields
                   if name not in cls.__dataclass_fields__]
        if unknown or 'key' not in fields:
            raise InputError(
                f'`metric` of the comparison has the fields '
                f'{", ".join(fields)}: give it key and what you want of '
                f'{", ".join(list(cls.__dataclass_fields__)[1:])}')
        check_choice("rule of the comparison's metric",
                     fields.get('rule', 'greater'), RULES)
        return cls(**fields)

    @property
    def label(self) -> str:
        """Its name in tables: key and unit."""
        return f'{self.key} ({self.unit})' if self.unit else self.key

    def of(self, evaluation: Dict[str, Optional[float]]) -> Optional[float]:
        """The reported number of one evaluation.

        Args:
            evaluation: names to values, None for those that are not defined.

        Returns:
            The number; None if it is not defined, as where a detector found
            nothing on any image and mmdet's metric says nothing.

        Raises:
            InputError: the evaluation has results, but not this one.
        """
        value = evaluation.get(self.key)
        others = [name for name in evaluation
                  if name not in ('iter', 'seconds')]
        if others and self.key not in others:
            raise InputError(
                f'`metric` of the comparison is {self.key!r}, but the '
                f'evaluator tells {", ".join(others[:12])}: name one of them')
        return None if value is None else value * self.scale

    def better(self, value: float, rival: float) -> bool:
        """Whether a number is better than another; equal ones are not."""
        return value > rival if self.rule == 'greater' else value < rival

    def text(self, value: Optional[float], sign: bool = False) -> str:
        """A number as the tables show it, 'undefined' for None."""
        if value is None:
            return 'undefined'
        return f'{value:{"+" if sign else ""}.{self.digits}f}'
