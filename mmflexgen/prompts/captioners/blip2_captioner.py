"""Captions by BLIP-2, from a local folder."""

import os.path as osp
from functools import cached_property
from typing import List, Optional, Sequence

import torch

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.hash_path import hash_path
from mmflexgen.utils.pretrained import load_pretrained
from mmflexgen.utils.read_rgb import read_rgb
from .captioned_image import CaptionedImage

# SegGen's, section 3.2, "Captioner Model".
QUESTION = 'Question: What are shown in the photo? Answer:'


@TASK_UTILS.register_module()
class Blip2Captioner:
    """Asks BLIP-2 about an image; the answer is the caption.

    The most likely words are taken, so that a caption depends on the image
    alone.

    Args:
        path: local folder of a BLIP-2 and its processor, in the layout of
            transformers; the paper's is blip2-flan-t5-xxl.
        question: what the model is asked.
        max_new_tokens: longest answer, in tokens.
        num_beams: beams of the search.
        dtype: name of a torch dtype; the one of the files by default.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is not there or holds no whole BLIP-2; at an
            image that cannot be read, or an empty answer.
    """

    needs_classes = False

    def __init__(self, path: str, question: str = QUESTION,
                 max_new_tokens: int = 40, num_beams: int = 1,
                 dtype: str = 'auto', device: Optional[str] = None) -> None:
        self.path = path
        self.question = question
        self.search = dict(max_new_tokens=max_new_tokens,
                           num_beams=num_beams, do_sample=False)
        if device is None:
            device = 'cuda' if torch.cuda.is_available() else 'cpu'
        self.device = device
        self._load(dtype)

    def _load(self, dtype: str) -> None:
        # transformers is slow to import.
        from transformers import Blip2ForConditionalGeneration, Blip2Processor
        model, self.processor = load_pretrained(
            self.path, 'Blip2Captioner', 'BLIP-2',
            Blip2ForConditionalGeneration, Blip2Processor, dtype=dtype)
        self.processor.tokenizer.padding_side = 'left'
        self.model = model.to(self.device).eval()

    @torch.no_grad()
    def __call__(self, images: Sequence[CaptionedImage]) -> List[str]:
        """A caption per image."""
        inputs = self.processor(
            images=[read_rgb(image.path) for image in images],
            text=[self.question] * len(images), return_tensors='pt')
        inputs = inputs.to(self.device, self.model.dtype)
        output = self.model.generate(**inputs, **self.search)
        captions = [self._tidy(text) for text in
                    self.processor.batch_decode(output,
                                                skip_special_tokens=True)]
        for image, caption in zip(images, captions):
            if not caption:
                raise InputError(
                    f'BLIP-2 in {self.path} has no answer for {image.path}; '
                    'ask another question')
        return captions

    def _tidy(self, text: str) -> str:
        """One line; models that repeat the question lose it."""
        text = ' '.join(text.split())
        return text.removeprefix(self.question).strip()

    def key(self) -> str:
        """What its captions depend on, besides the image."""
        return self._key

    @cached_property
    def _key(self) -> str:
        # Once: each line of a caption file carries it, and to read all
        # weights takes as long as to load them.
        name = osp.basename(osp.normpath(self.path))
        return (f'Blip2Captioner({name!r}, sha256 {hash_path(self.path)}, '
                f'{self.model.dtype}, {self.question!r}, {self.search})')
