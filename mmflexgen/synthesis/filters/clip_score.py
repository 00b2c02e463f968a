"""Images that do not show their prompt."""

from typing import Any, Dict, Optional

import numpy as np
import torch

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils.pretrained import load_pretrained
from .access import record_score, rgb_image


@TASK_UTILS.register_module()
class CLIPScoreFilter:
    """Records how well image and prompt agree; rejects what falls short.

    The score ``clip_score`` is 100 times the cosine between CLIP's image
    and text embedding, 0 at least. A long prompt is cut to the length that
    CLIP reads.

    Args:
        model: local folder of a CLIP model of transformers, with tokenizer
            and image processor.
        threshold: least score that is kept; at 0 it is only recorded.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is not there or holds no whole CLIP.
    """

    def __init__(self, model: str, threshold: float = 0.0,
                 device: Optional[str] = None) -> None:
        self.threshold = threshold
        if device is None:
            device = 'cuda' if torch.cuda.is_available() else 'cpu'
        self.device = device
        self._load(model)

    def _load(self, folder: str) -> None:
        # transformers is slow to import, and most runs need no CLIP.
        from transformers import (CLIPImageProcessor, CLIPModel,
                                  CLIPTokenizerFast)
        model, self.tokenize, self.process = load_pretrained(
            folder, 'CLIPScoreFilter', 'CLIP model', CLIPModel,
            CLIPTokenizerFast, CLIPImageProcessor)
        self.model = model.to(self.device).eval()

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'low clip_score' or None."""
        score = self.score(rgb_image(sample, self), sample.request.prompt)
        record_score(sample, 'clip_score', score)
        return None if score >= self.threshold else 'low clip_score'

    @torch.no_grad()
    def score(self, image: np.ndarray, prompt: str) -> float:
        """0 to 100.

        Args:
            image: uint8 (H, W, 3), RGB.
            prompt: text.
        """
        length = self.model.config.text_config.max_position_embeddings
        inputs = dict(
            self.tokenize(prompt, truncation=True, max_length=length,
                          return_tensors='pt'),
            **self.process(image, return_tensors='pt',
                           input_data_format='channels_last'))
        found = self.model(**{name: value.to(self.device)
                              for name, value in inputs.items()})
        # Both embeddings are of length 1.
        cosine = (found.image_embeds * found.text_embeds).sum().item()
        return max(0.0, 100 * cosine)
