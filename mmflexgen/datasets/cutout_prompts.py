"""Cut-outs with points on them, for point-prompted segmenters."""

from typing import Any, Dict, Tuple

import numpy as np
import torch
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS
from .cutouts import CutoutScene, draw_cutouts


@DATASETS.register_module()
class CutoutPrompts(Dataset):
    """Procedural scenes, each with prompts and the masks they ask for.

    Sample n follows from (``seed``, n) alone; none is kept, so length costs
    nothing. Points fall on one object, or on several of one kind and look,
    and ask for all that they fall on.

    Args:
        length: number of scenes.
        size: side of the images in pixels.
        prompts: P, prompts per scene.
        points: K, points per prompt.
        jitter: standard deviation of the points' error in pixels; maps that
            points are read of are coarser than images.
        seed: 0 or more; scenes of different seeds are independent.
    """

    def __init__(self, length: int, size: int = 64, prompts: int = 4,
                 points: int = 3, jitter: float = 1., seed: int = 0) -> None:
        self.length = length
        self.size = size
        self.prompts = prompts
        self.points = points
        self.jitter = jitter
        self.seed = seed

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Dict[str, Any]:
        """One scene.

        Returns:
            dict: ``inputs`` uint8 (3, S, S), RGB, and ``data_samples`` with
            ``points`` float32 (P, K, 2), x and y in pixels, the first
            pixel's centre being 0, and ``masks`` float32 (P, S, S), 0 or 1.
        """
        scene = draw_cutouts((self.seed, index), self.size)
        rng = np.random.default_rng((self.seed, index, 2))
        prompts = [self._prompt(rng, scene) for _ in range(self.prompts)]
        points, masks = map(np.stack, zip(*prompts))
        return dict(
            inputs=torch.from_numpy(scene.image).permute(2, 0, 1),
            data_samples=dict(points=torch.from_numpy(points),
                              masks=torch.from_numpy(masks)))

    def _prompt(self, rng: np.random.Generator, scene: CutoutScene
                ) -> Tuple[np.ndarray, np.ndarray]:
        """Points (K, 2) and the mask (S, S) they ask for."""
        first = rng.integers(len(scene.masks))
        asked = np.zeros(len(scene.masks), bool)
        asked[first] = True
        if rng.random() < 0.5:
            asked = scene.kinds == scene.kinds[first]
        places = np.argwhere(scene.masks[asked].any(axis=0))
        rows, columns = places[rng.integers(len(places), size=self.points)].T
        hit = scene.masks[:, rows, columns].any(axis=1)
        points = np.stack([columns, rows], axis=1).astype(np.float32)
        points += rng.normal(0, self.jitter, points.shape)
        return (points.clip(0, self.size - 1).astype(np.float32),
                scene.masks[hit].any(axis=0).astype(np.float32))
