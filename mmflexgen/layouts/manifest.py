"""Layouts of a synthetic dataset."""

from pathlib import Path
from typing import Any, Dict, Iterator

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
        img_prefix: folder within it, of the images that are meant where
            samples were written in several formats; the first by default.
        kwargs: see :class:`LayoutReader`.

    Raises:
        InputError: there is no manifest with compositions, or no image in
            this folder.
    """

    def __init__(self, data_root: str, img_prefix: str = '',
                 **kwargs: Any) -> None:
        self.img_prefix = img_prefix
        super().__init__(data_root, **kwargs)

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
                self._image(line), width, height,
                [(x1 * width, y1 * height, x2 * width, y2 * height)
                 for x1, y1, x2, y2 in scene.boxes], scene.categories,
                (line['prompt'], ) if line['prompt'] else ())

    def _image(self, line: Dict[str, Any]) -> str:
        if not self.img_prefix:
            return find_file(line, 'image')
        for kind, file in line['files'].items():
            if kind.endswith('/image') and Path(file).is_relative_to(
                    self.img_prefix):
                return file
        raise InputError(
            f'sample {line["id"]} of {self.data_root} has no image in '
            f"'{self.img_prefix}': mend img_prefix of ManifestLayouts")
