"""Layouts of a synthetic dataset."""

from pathlib import Path
from typing import Iterator

from ..registry import TASK_UTILS
from ..structures import Composition
from ..synthesis.manifest import find_file, iter_manifest
from ..utils import InputError
from .layout import LayoutReader, Scene


@TASK_UTILS.register_module()
class ManifestLayouts(LayoutReader):
    """The compositions that images of FlexDataset were asked for.

    Args:
        data_root: folder that ``tools/synthesize.py`` has written.
        kwargs: see :class:`LayoutReader`.

    Raises:
        InputError: there is no manifest with compositions.
    """

    def scenes(self) -> Iterator[Scene]:
        """Every image with the boxes that it was asked for."""
        lines = [line for line in iter_manifest(Path(self.data_root))
                 if not line.get('unfilled')]
        if not any('composition' in line for line in lines):
            raise InputError(
                f'{self.data_root} has no manifest with compositions: make '
                "it with tools/synthesize.py and a FlexDataset's config, or "
                'set data_root to where it is')
        for line in lines:
            height, width = line['size']
            scene = Composition.from_dict(line['composition'])
            yield Scene(
                find_file(line, 'image'), width, height,
                [(x1 * width, y1 * height, x2 * width, y2 * height)
                 for x1, y1, x2, y2 in scene.boxes], scene.categories,
                (line['prompt'], ) if line['prompt'] else ())
