"""A trained model of mmseg or mmdet and its test pipeline."""

from typing import Optional, Sequence

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import MODELS, init_default_scope

from mmflexgen.utils.checkpoint import load_weights


class ImageModel:
    """Predicts from images in memory, as the config's test would from files.

    Args:
        cfg: config with ``model`` and ``test_dataloader``.
        checkpoint: its weights.
        device: torch device; the GPU if there is one by default.
        scope: of a config that states none.

    Raises:
        InputError: if the checkpoint is missing or of another model.
    """

    def __init__(self, cfg: Config, checkpoint: str,
                 device: Optional[str] = None,
                 scope: str = 'mmseg') -> None:
        init_default_scope(cfg.get('default_scope', scope))
        self.model = MODELS.build(cfg.model)
        load_weights(self.model, checkpoint, allow_extra=True)
        if device is None:
            device = 'cuda' if torch.cuda.is_available() else 'cpu'
        self.model.to(device).eval()
        # Images come from memory, and there are no labels to load.
        self.pipeline = Compose([
            step for step in cfg.test_dataloader.dataset.pipeline
            if not step['type'].split('.')[-1].startswith('Load')])

    @torch.no_grad()
    def predict(self, images: Sequence[np.ndarray]) -> list:
        """The library's results, of the images' sizes.

        Args:
            images: uint8 (H, W, 3) each, RGB.
        """
        inputs = []
        for index, image in enumerate(images):
            size = image.shape[:2]
            inputs.append(self.pipeline(dict(
                img=np.ascontiguousarray(image[..., ::-1]), img_shape=size,
                ori_shape=size, img_path='', img_id=index)))
        return self.model.test_step(pseudo_collate(inputs))
