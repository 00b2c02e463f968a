"""Compositions from a list: of a real dataset or a file."""

from typing import Any, Dict

from ..prompts.draw import Cycle
from ..registry import TASK_UTILS
from .layout import Layout


@TASK_UTILS.register_module()
class ListedCompositions:
    """Takes layouts in turn, from the first again at their end.

    Args:
        layouts: config of a reader, such as :class:`CocoLayouts` or
            :class:`LayoutFile`.
        shuffle: whether each round has an order of its own, drawn by the run
            seed.
    """

    def __init__(self, layouts: Dict[str, Any],
                 shuffle: bool = False) -> None:
        self.layouts = TASK_UTILS.build(layouts).layouts
        self.shuffle = shuffle
        self._cycles: Dict[int, Cycle] = {}

    def __call__(self, sample_id: int, run_seed: int,
                 attempt: int = 0) -> Layout:
        """The layout of one slot, the same at every attempt."""
        if not self.shuffle:
            return self.layouts[sample_id % len(self.layouts)]
        if run_seed not in self._cycles:
            self._cycles[run_seed] = Cycle(self.layouts, 'layouts', run_seed)
        return self._cycles[run_seed][sample_id]

    @property
    def categories(self) -> set:
        """All that may be asked for."""
        return {name for layout in self.layouts
                for name in layout.composition.categories}

    @property
    def has_captions(self) -> bool:
        """Whether there is a text with any scene."""
        return any(layout.captions for layout in self.layouts)

    @property
    def most_objects(self) -> int:
        """Of any scene."""
        return max(len(layout.composition) for layout in self.layouts)

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return dict(layouts=len(self.layouts))
