"""Listening to some steps of the sampling."""

from typing import Any, Callable, List, Sequence

from torch import Tensor

from mmflexgen.models.diffusion.prompt_encoding import PromptEmbeds
from mmflexgen.utils import InputError


class TrajectoryTap:
    """A denoiser for :meth:`LatentDiffusion.sample_latents`.

    It is the UNet, listened to at the steps of the sampling that are nearest
    to given ones. Use it for one call.

    Args:
        base: the :class:`LatentDiffusion`.
        probe: makes the probe of a step, such as an :class:`EntityProbe`;
            called with whether the batch is doubled for classifier-free
            guidance.
        timesteps: 1 to T.

    Raises:
        InputError: the sampling has too few steps to tell them apart.

    Attributes:
        probes: of the steps that were reached, in their order.
    """

    def __init__(self, base: Any, probe: Callable[[bool], Any],
                 timesteps: Sequence[int]) -> None:
        self.probes: List[Any] = []
        self._base = base
        self._probe = probe
        starts = base.sampling_timesteps()
        # Of two equally near ones the noisier.
        self._wanted = {min(range(len(starts)), key=lambda step: abs(
            starts[step] - t)) for t in timesteps}
        self._step = 0
        if len(self._wanted) < len(timesteps):
            raise InputError(
                f'{len(timesteps)} timesteps cannot be told apart in a '
                f'sampling of {len(starts)} steps: raise '
                "num_inference_steps, or set fluctuation.source='renoise'.")

    def __call__(self, latents: Tensor, t: Any,
                 embeds: PromptEmbeds) -> Tensor:
        """The UNet's output."""
        step, self._step = self._step, self._step + 1
        if step not in self._wanted:
            return self._base.unet_forward(latents, t, embeds)
        probe = self._probe(self._base.guidance_scale > 1)
        with probe.attached(self._base.unet):
            output = self._base.unet_forward(latents, t, embeds)
        self.probes.append(probe)
        return output
