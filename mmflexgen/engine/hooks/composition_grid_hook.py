"""Pictures of what a composition-to-image model makes of real layouts."""

from typing import Any, Dict, List, Optional

import numpy as np
import torch
from mmengine.runner import Runner
from torch import Tensor

from mmflexgen.registry import HOOKS, TASK_UTILS
from .sample_grid_hook import GridHook


@HOOKS.register_module()
class CompositionGridHook(GridHook):
    """Samples of real layouts, above themselves in grey with the boxes.

    Args:
        layouts: config of a reader; the first ``columns`` are shown.
        interval: iterations between pictures.
        columns: images per row.
    """

    def __init__(self, layouts: Dict[str, Any], interval: int,
                 columns: int = 8) -> None:
        super().__init__(interval, columns)
        self.config = layouts
        self._layouts: Optional[List] = None

    def images(self, runner: Runner, model: torch.nn.Module) -> Tensor:
        """A row of samples and one with boxes, in [-1, 1]."""
        from mmflexgen.structures.composition_instances import \
            composition_instances
        from mmflexgen.visualization.grid import pair
        if self._layouts is None:
            self._layouts = TASK_UTILS.build(self.config).layouts
        shown = [each.composition for each in self._layouts[:self.columns]]
        images = model.sample(shown, [''] * len(shown),
                              model.base.latent_shape()).cpu()
        pixels = ((images.clamp(-1, 1) + 1) * 127.5).round().byte()
        boxed = [pair(dict(
            image=image.permute(1, 2, 0).numpy(),
            instances=composition_instances(
                scene, model.mimc.config['classes'], *image.shape[1:])),
            (), 1)[1] for image, scene in zip(pixels, shown)]
        rows = torch.from_numpy(np.stack(boxed)).permute(0, 3, 1, 2)
        return torch.cat([images.float(), rows / 127.5 - 1])
