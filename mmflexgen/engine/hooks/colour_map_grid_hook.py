"""Pictures of what SegGen's models make of real captions and masks."""

from typing import Any, Dict, List, Optional

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmengine.runner import Runner
from torch import Tensor

from mmflexgen.registry import DATASETS, HOOKS
from .sample_grid_hook import GridHook


@HOOKS.register_module()
class ColourMapGridHook(GridHook):
    """Colour maps of real samples, above what the model samples for them.

    Args:
        dataset: config of the samples; its pipeline ends with
            :class:`PackColourMap`. The first ``columns`` are shown.
        interval: iterations between pictures.
        columns: images per row.
    """

    def __init__(self, dataset: Dict[str, Any], interval: int,
                 columns: int = 8) -> None:
        super().__init__(interval, columns)
        self.dataset = dataset
        self._samples: Optional[List[Dict[str, Any]]] = None

    def images(self, runner: Runner, model: torch.nn.Module) -> Tensor:
        """A row of colour maps and one of samples, in [-1, 1]."""
        if self._samples is None:
            self._samples = self._load()
        data = model.data_preprocessor(pseudo_collate(self._samples))
        maps = torch.stack([each['data_samples'].colour_map
                            for each in self._samples])
        return torch.cat([maps / 127.5 - 1,
                          model(**data, mode='predict').float().cpu()])

    def _load(self) -> List[Dict[str, Any]]:
        # The pipeline draws captions; training must not notice.
        state = np.random.get_state()
        np.random.seed(0)
        dataset = DATASETS.build(self.dataset)
        samples = [dataset[index] for index in range(self.columns)]
        np.random.set_state(state)
        return samples
