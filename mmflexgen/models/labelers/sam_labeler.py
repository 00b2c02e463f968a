"""Pseudo-labels by transformers' Segment Anything model."""

import json
from pathlib import Path
from typing import Optional

import numpy as np
import torch

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from .point_labeler import PointLabeler


@TASK_UTILS.register_module()
class SamLabeler(PointLabeler):
    """Masks of a ``SamModel`` from a local folder.

    Args:
        pretrained: folder that ``save_pretrained`` of ``SamModel`` and
            ``SamProcessor`` wrote.
        points, strong: see :class:`PointLabeler`.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is missing or holds another model.
    """

    def __init__(self, pretrained: str, points: int = 3, strong: float = 0.7,
                 device: Optional[str] = None) -> None:
        super().__init__(points, strong)
        config = Path(pretrained) / 'config.json'
        if not config.is_file():
            raise InputError(
                f'{pretrained} has no config.json: give pretrained of '
                'SamLabeler a folder with a SamModel and its processor')
        kind = json.loads(config.read_text('utf-8')).get('model_type')
        if kind != 'sam':
            raise InputError(f"{config} is of model_type '{kind}', but "
                             "SamLabeler takes 'sam': give another folder")
        from transformers import SamModel, SamProcessor
        self.processor = SamProcessor.from_pretrained(
            pretrained, local_files_only=True)
        self.model = SamModel.from_pretrained(
            pretrained, local_files_only=True, use_safetensors=True).eval()
        self.device = device or (
            'cuda' if torch.cuda.is_available() else 'cpu')
        self.model.to(self.device)

    @torch.no_grad()
    def segment(self, image: np.ndarray, points: np.ndarray) -> np.ndarray:
        """See :meth:`PointLabeler.segment`."""
        inputs = self.processor(
            image, input_points=[points.tolist()], return_tensors='pt')
        answer = self.model(
            pixel_values=inputs['pixel_values'].to(self.device),
            input_points=inputs['input_points'].to(self.device),
            multimask_output=False)
        masks = self.processor.image_processor.post_process_masks(
            answer.pred_masks.cpu(), inputs['original_sizes'],
            inputs['reshaped_input_sizes'])
        return masks[0][:, 0].numpy()
