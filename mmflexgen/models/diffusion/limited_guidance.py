"""Guidance at some of the steps of sampling (Kynkäänniemi et al. 2024)."""

from typing import Any, Tuple

import torch
from torch import Tensor

from .prompt_encoding import PromptEmbeds
from .sampling import Denoiser


class LimitedGuidance:
    """A denoiser for which guidance changes nothing outside an interval.

    There both halves of its output are the conditional prediction, computed
    once: such a step costs half. Early steps decide colours and places;
    guidance makes them alike in all images of a scene.

    Args:
        guided: evaluates batches doubled for guidance, see :func:`denoise`.
        conditional: evaluates their second half.
        interval: first and last timestep, 1 to T, at which guidance acts.
    """

    def __init__(self, guided: Denoiser, conditional: Denoiser,
                 interval: Tuple[float, float]) -> None:
        self._guided = guided
        self._conditional = conditional
        self._first, self._last = interval

    def __call__(self, latents: Tensor, t: Any,
                 embeds: PromptEmbeds) -> Tensor:
        """The model's output for 2 B latents."""
        if self._first <= float(t) + 1 <= self._last:
            return self._guided(latents, t, embeds)
        half = slice(len(latents) // 2, None)
        output = self._conditional(latents[half], t, embeds[half])
        return torch.cat([output, output])
