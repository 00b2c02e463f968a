"""FreeGen: images and label maps from prompts alone."""

from functools import partial
from typing import Any, Dict, List, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from mmflexgen.models.diffusion import add_noise
from mmflexgen.models.diffusion.prompt_encoding import PromptEmbeds
from mmflexgen.models.freegen import (EntityProbe, EntityTokens,
                                      TemporalFluctuation, TrajectoryTap,
                                      find_blocks, soft_masks)
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .attention_generator import AttentionGenerator, Attended

# Keeps the logarithms of equation 5, and their slopes, within bounds.
_MARGIN = 1e-4


@MODELS.register_module()
class FreeGen(AttentionGenerator):
    """Rectified attention, judged by its steadiness.

    Training reads samples that the same model drew before, with masks that a
    labeler made of its plain attention (``rectification=None``), and fits
    W and Upsilon (equation 5); nothing else is in a checkpoint. All maps are
    read from the finished sample, noised to a step by the forward process:
    at ``timestep`` the one that becomes the label. The second stage is
    :class:`EntityGroundingDecoder` in :class:`DatasetDM`, trained on the
    samples of this one.

    Args:
        resolution: side of the attended grid whose blocks count, in cells;
            16 for Stable Diffusion at 512 px.
        rectification: config of :class:`AttentionSelfRectification` without
            the arguments that follow from the base model; None leaves the
            plain product of self- and cross-attention.
        timestep: 1 to T; the paper takes the last of the denoising, 1.
        fluctuation: arguments of :class:`TemporalFluctuation` but
            ``total``, for the score 'fluctuation' of every sample; None
            leaves it out.
        kwargs: see :class:`AttentionGenerator`.

    Raises:
        InputError: settings out of range, or no attention on such a grid.
    """

    def __init__(self,
                 resolution: int = 16,
                 rectification: Optional[Dict[str, Any]] = None,
                 timestep: int = 1,
                 fluctuation: Optional[Dict[str, Any]] = dict(timesteps=4),
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = (resolution, resolution)
        self.timestep = timestep
        blocks = find_blocks(self.base, self.size)
        self.rectification = rectification and MODELS.build(dict(
            rectification, blocks=blocks, positions=resolution**2))
        self.fluctuation = fluctuation and TemporalFluctuation(
            len(self.base.alphas_cumprod), **fluctuation)

    def loss(self, inputs: Tensor, data_samples: Sequence[Any]
             ) -> Dict[str, Tensor]:
        """Equation 5: ``loss_rectification``.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with the pseudo-labels as ``gt_sem_seg``, and the
                ``prompt`` and ``prompt_classes`` of
                :class:`mmflexgen.LoadRequest`.

        Raises:
            InputError: there is no rectification to train, or a sample has
                no prompt.
        """
        if self.rectification is None:
            raise InputError('FreeGen without rectification has nothing to '
                             'train: set model.rectification=dict(type='
                             "'mmflexgen.AttentionSelfRectification').")
        for sample in data_samples:
            if 'prompt' not in sample:
                raise InputError(
                    f"{sample.get('img_path', 'A sample')} comes without its "
                    'prompt: put LoadRequest into the pipeline.')
        prompts = [sample.prompt for sample in data_samples]
        named = [list(sample.prompt_classes) for sample in data_samples]
        latents = self.base.encode_image(inputs)
        maps = self.attend(
            latents, self.base.encode_prompt(prompts),
            self.entities(prompts, named), torch.randn(latents.shape),
            self.timestep)
        losses = [
            self._mask_loss(each[:len(names)], sample, names)
            for each, sample, names in zip(maps, data_samples, named)]
        return dict(loss_rectification=torch.stack(losses).mean())

    def _mask_loss(self, maps: Tensor, sample: Any, names: Sequence[str]
                   ) -> Tensor:
        """The sum over one image's entities of the mean over its pixels.

        Args:
            maps: (C, h, w).
            sample: with ``gt_sem_seg``.
            names: classes of the entities.
        """
        label = sample.gt_sem_seg.data.squeeze(0).to(maps.device)
        counts = label != 255
        if not names or not counts.any():
            return maps.sum() * 0
        masks = soft_masks(maps, label.shape).clamp(_MARGIN, 1 - _MARGIN)
        targets = torch.stack([
            label == self.classes.index(name) for name in names])
        losses = F.binary_cross_entropy(masks, targets.to(masks),
                                        reduction='none')
        return losses[:, counts].mean(1).sum()

    def attend(self, latents: Tensor, embeds: PromptEmbeds,
               tokens: EntityTokens, noise: Tensor, t: int) -> Tensor:
        """A* of finished latents, (B, C, h, w).

        Args:
            latents: x_0, (B, 4, h, w).
            embeds: the prompts, encoded.
            tokens: their entities.
            noise: like ``latents``.
            t: 1 to T.
        """
        noised = add_noise(latents, noise.to(latents),
                           self.base.alphas_cumprod, t)
        probe = self.probe(tokens)
        with probe.attached(self.base.unet):
            self.base.unet_forward(noised, t - 1, embeds)
        return probe.maps()

    def probe(self, tokens: EntityTokens,
              conditional_half: bool = False) -> EntityProbe:
        """Listens for A* of the entities."""
        return EntityProbe(self.size, tokens, self.rectification,
                           conditional_half)

    def draw(self, prompts: Sequence[str], tokens: EntityTokens,
             noise: Tensor) -> Attended:
        """See :class:`AttentionGenerator`."""
        factor, tap = self.fluctuation, None
        if factor and factor.source == 'trajectory':
            tap = TrajectoryTap(self.base, partial(self.probe, tokens),
                                factor.timesteps)
        latents = self.base.sample_latents(prompts, noise[:, 0], tap)
        embeds, later = self.base.encode_prompt(prompts), noise[:, 1]
        maps = self.attend(latents, embeds, tokens, later, self.timestep)
        scores: List[Dict[str, float]] = [{} for _ in prompts]
        if factor:
            over_time = [probe.maps() for probe in tap.probes] if tap else [
                self.attend(latents, embeds, tokens, later, t)
                for t in factor.timesteps]
            side = self.base.image_size
            scores = [dict(fluctuation=value) for value in factor.values(
                over_time, tokens.counts, (side, side))]
        return Attended(latents, maps, scores)
