"""Pseudo-labels by the segment_anything package."""

from pathlib import Path
from typing import Optional

import numpy as np
import torch

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, check_choice, require
from .point_labeler import PointLabeler


@TASK_UTILS.register_module()
class SegmentAnythingLabeler(PointLabeler):
    """Masks of the original implementation, from its checkpoint.

    Args:
        checkpoint: file of weights, such as ``sam_vit_h_4b8939.pth``.
        model_type: 'vit_h', 'vit_l' or 'vit_b', as the weights are.
        points, strong: see :class:`PointLabeler`.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the package or the file is missing, or the type is
            unknown.
    """

    def __init__(self, checkpoint: str, model_type: str = 'vit_h',
                 points: int = 3, strong: float = 0.7,
                 device: Optional[str] = None) -> None:
        super().__init__(points, strong)
        require('segment_anything', 'SegmentAnythingLabeler')
        from segment_anything import SamPredictor, sam_model_registry
        check_choice('model_type of SegmentAnythingLabeler', model_type,
                     sam_model_registry)
        if not Path(checkpoint).is_file():
            raise InputError(f'{checkpoint} is no file: give checkpoint of '
                             'SegmentAnythingLabeler the weights of '
                             f'{model_type}')
        model = sam_model_registry[model_type]()
        model.load_state_dict(torch.load(
            checkpoint, map_location='cpu', weights_only=True))
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.predictor = SamPredictor(model.to(device).eval())

    def segment(self, image: np.ndarray, points: np.ndarray) -> np.ndarray:
        """See :meth:`PointLabeler.segment`."""
        self.predictor.set_image(image)
        places = self.predictor.transform.apply_coords_torch(
            torch.as_tensor(points, device=self.predictor.device),
            image.shape[:2])
        masks, _, _ = self.predictor.predict_torch(
            point_coords=places,
            point_labels=torch.ones(places.shape[:2], dtype=torch.long,
                                    device=places.device),
            multimask_output=False)
        return masks[:, 0].cpu().numpy()
