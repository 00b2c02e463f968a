"""A trained mmseg or mmdet model as a function of images."""

from typing import Any, List, Optional, Sequence, Tuple

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import DATASETS, MODELS, DefaultScope

from mmflexgen.utils.checkpoint import load_weights


class PerceptionModel:
    """Predicts with the model and the test pipeline of a config.

    Args:
        cfg: config of mmseg or mmdet with ``model`` and ``test_dataloader``.
        checkpoint: its weights.
        device: torch device; the GPU if there is one by default.

    Attributes:
        classes: names of what it was trained on, as the checkpoint or the
            config's test dataset says; empty where neither does.

    Raises:
        InputError: if the checkpoint is missing or of another model.
    """

    def __init__(self, cfg: Config, checkpoint: str,
                 device: Optional[str] = None) -> None:
        dataset = cfg.test_dataloader.dataset
        scope = cfg.get('default_scope', 'mmseg')
        with DefaultScope.overwrite_default_scope(scope), \
                DATASETS.switch_scope_and_registry(None) as datasets:
            self.model = MODELS.build(cfg.model)
            # Images come from memory, and there are no labels to load.
            self.pipeline = Compose([
                step for step in dataset.pipeline
                if not step['type'].split('.')[-1].startswith('Load')])
            kind = dataset.get('type')
            if isinstance(kind, str):
                kind = datasets.get(kind)
        meta = load_weights(self.model, checkpoint, allow_extra=True).get(
            'meta', {})
        self.classes = _class_names(
            meta.get('dataset_meta'), dataset.get('metainfo'),
            getattr(kind, 'METAINFO', None))
        if device is None:
            device = 'cuda' if torch.cuda.is_available() else 'cpu'
        self.model.to(device).eval()

    @torch.no_grad()
    def predict(self, images: Sequence[np.ndarray]) -> List[Any]:
        """The model's data samples of images, at the images' sizes.

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


def _class_names(*metas: Any) -> Tuple[str, ...]:
    """The first classes that any says, in order."""
    for meta in metas:
        if meta and meta.get('classes'):
            return tuple(meta['classes'])
    return ()
