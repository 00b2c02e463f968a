"""What a synthetic image was asked for."""

from pathlib import Path
from typing import Dict, Tuple

from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import FOLDER, find_file
from mmflexgen.utils import InputError

Requests = Dict[str, Tuple[str, Tuple[str, ...]]]


@TRANSFORMS.register_module()
class LoadRequest(BaseTransform):
    """Sets ``prompt`` and ``prompt_classes``, from the image's manifest.

    It is that of the folder of ``tools/synthesize.py`` in which the image
    lies. Name both in ``meta_keys`` of the step that packs.

    Raises:
        InputError: at an image that lies in no such folder, or that its
            manifest does not name.
    """

    def __init__(self) -> None:
        self.requests: Dict[Path, Requests] = {}

    def transform(self, results: dict) -> dict:
        """Read ``img_path``, set ``prompt`` and ``prompt_classes``."""
        image = Path(results['img_path'])
        known = self._known(image)
        if image.name not in known:
            raise InputError(f'the manifest of {image} does not name it: let '
                             'tools/synthesize.py make the folder again')
        results['prompt'], results['prompt_classes'] = known[image.name]
        return results

    def _known(self, image: Path) -> Requests:
        """The requests of the folder in which an image lies, by name."""
        for root in image.parents:
            if root in self.requests:
                return self.requests[root]
            if (root / FOLDER).is_dir():
                self.requests[root] = {
                    Path(find_file(line, 'image')).name: (
                        line['prompt'], tuple(line['classes']))
                    for line in iter_manifest(root)
                    if not line.get('unfilled')}
                return self.requests[root]
        raise InputError(f'{image} lies in no folder with a manifest: train '
                         'on samples of tools/synthesize.py, made by the '
                         "command in the config's head")

    def __repr__(self) -> str:
        return f'{type(self).__name__}()'
