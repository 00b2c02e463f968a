"""What a synthetic image was asked for."""

import os.path as osp
from pathlib import Path
from typing import Dict, Tuple

from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class LoadRequest(BaseTransform):
    """Sets ``prompt`` and ``prompt_classes``, from a manifest.

    Name both in ``meta_keys`` of the step that packs.

    Args:
        root: folder that ``tools/synthesize.py`` has written.

    Raises:
        InputError: there is no manifest; at an image that it does not name.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.requests: Dict[str, Tuple[str, Tuple[str, ...]]] = {
            osp.basename(find_file(line, 'image')): (
                line['prompt'], tuple(line['classes']))
            for line in iter_manifest(Path(root))
            if not line.get('unfilled')}
        if not self.requests:
            raise InputError(
                f'{root} has no manifest with samples: make them with '
                "tools/synthesize.py, by the command in the config's head, "
                'or set root to where they are.')

    def transform(self, results: dict) -> dict:
        """Read ``img_path``, set ``prompt`` and ``prompt_classes``."""
        name = osp.basename(results['img_path'])
        if name not in self.requests:
            raise InputError(
                f'the manifest in {self.root} does not name '
                f'{results["img_path"]}: give LoadRequest the data_root of '
                'the dataset.')
        results['prompt'], results['prompt_classes'] = self.requests[name]
        return results

    def __repr__(self) -> str:
        return f"{type(self).__name__}(root='{self.root}')"
