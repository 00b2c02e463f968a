"""One scene before and after its composition was changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from ..exporters.images import encode_image
from ..layouts import write_layouts
from ..structures import Composition, SynthRequest, SynthSample
from ..utils import InputError
from ..visualization import enlarge, grid
from ..visualization.grid import pair

_SIDE = 192


@dataclass
class Rearrangement:
    """A scene, and the same seed under another composition.

    Attributes:
        before: image and boxes as they were.
        after: as they are.
    """

    before: SynthSample
    after: SynthSample

    def changed(self) -> np.ndarray:
        """Mean absolute difference of the channels, float32 (H, W), in grey
        levels."""
        return np.abs(self.after.image.astype(np.float32)
                      - self.before.image).mean(-1)

    def picture(self) -> np.ndarray:
        """Before, its boxes, after, its boxes, what changed: uint8
        (H', W', 3)."""
        scale = max(1, -(-_SIDE // max(self.before.image.shape[:2])))
        pictures = []
        for sample in (self.before, self.after):
            pictures += pair(dict(image=sample.image,
                                  instances=sample.instances), (), scale)
        grey = self.changed().round().astype(np.uint8)
        pictures.append(enlarge(np.repeat(grey[..., None], 3, 2), scale))
        return grid(pictures, columns=len(pictures))

    def save(self, out: str) -> None:
        """Writes before.png, after.png, layouts.jsonl and side_by_side.png.

        Args:
            out: folder; made if need be.

        Raises:
            InputError: it cannot be written.
        """
        files = {'before.png': self.before.image,
                 'after.png': self.after.image,
                 'side_by_side.png': self.picture()}
        try:
            Path(out).mkdir(parents=True, exist_ok=True)
            for name, image in files.items():
                (Path(out) / name).write_bytes(encode_image(image, '.png'))
            write_layouts(str(Path(out) / 'layouts.jsonl'), [
                sample.request.composition
                for sample in (self.before, self.after)])
        except OSError as error:
            raise InputError(f'{error.filename or out} cannot be written '
                             f'({error.strerror}); give another --out'
                             ) from error


def rearrange(generator: nn.Module, before: Composition, after: Composition,
              seed: int = 0, prompt: str = '') -> Rearrangement:
    """Draws two compositions from the same noise.

    The changes of :mod:`mmflexgen.layouts.edits` make one from the other.

    Args:
        generator: a :class:`FlexDataset`, see :func:`init_generator`.
        before, after: the compositions.
        seed: of both, 0 or more.
        prompt: of both.

    Raises:
        InputError: the generator draws no compositions, or a category is
            unknown to it.
    """
    if not hasattr(getattr(generator, 'base', None), 'composed_latents'):
        raise InputError(f'{type(generator).__name__} draws no compositions; '
                         'give the config of a FlexDataset')
    if seed < 0:
        raise InputError(f'seed is {seed}; it may not be below 0')
    requests: Any = [
        SynthRequest(index, seed, prompt,
                     tuple(dict.fromkeys(scene.categories)),
                     composition=scene)
        for index, scene in enumerate((before, after))]
    return Rearrangement(*generator.generate(requests))
