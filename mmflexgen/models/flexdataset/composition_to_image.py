"""FlexDataset's composition-to-image model, as it is trained."""

import os.path as osp
from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch
from mmengine.model import BaseModel
from torch import Tensor

from mmflexgen.models.base.attention import PlainAttnProcessor
from mmflexgen.models.base.folders import write_module, write_with_unet
from mmflexgen.models.diffusion import (LatentDiffusion, MIMCLayers,
                                        PromptEmbeds, seeded_noise)
from mmflexgen.models.diffusion.composed import (MIMC, compose_latents,
                                                 composed_forward)
from mmflexgen.models.diffusion.mimc_places import check_places, mimc_places
from mmflexgen.models.diffusion.objective import DenoisingObjective
from mmflexgen.models.diffusion.sampling import build_ddim
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.utils import InputError
from mmflexgen.utils.precision import autocast


@MODELS.register_module()
class CompositionToImage(BaseModel):
    """MIMC layers, and on request the UNet, under equation 4.

    Samples come from :class:`LatentCompositionDataset`. VAE and text
    encoders stay as they are. Before training the model is the base model
    itself. Checkpoints hold what learns; :meth:`export` writes folders that
    :class:`ComposedDiffusion` reads.

    Args:
        base_model: config of :class:`LatentDiffusion`. Its sampler draws
            pictures while the model trains.
        classes: names of the categories, the unseen ones of a zero-shot
            setting included. Not with ``init_from``.
        strides: where MIMC blocks sit, see :func:`mimc_places`; (1, 2, 4)
            by default. Not with ``init_from``.
        mimc: further arguments of :class:`MIMCLayers`. Not with
            ``init_from``.
        prompt_names: how the text encoder is asked for a class whose name
            is no English, e.g. ``dict(tvmonitor='tv monitor')``. Not with
            ``init_from``.
        init_from: folder of an earlier training to go on from (reverse
            tuning); classes, places and sizes are its own. Where its UNet
            was trained too, it is also the ``pretrained`` of ``base_model``.
        tune_unet: whether the whole UNet learns, not the MIMC layers alone.
        condition_dropout: part of samples whose composition and caption are
            replaced by the padding composition and the empty prompt, each
            sample by itself, in [0, 1).
        min_snr_gamma, logit_normal, uniform_share: see
            :class:`DenoisingObjective`.
        amp_dtype: autocast type such as 'bfloat16'; None computes in the
            networks' own types.
        plain_attention: compute the UNet's attention by
            :class:`PlainAttnProcessor`; faster on a CPU at small sizes.
        gradient_checkpointing: whether the UNet's activations are computed
            anew in the backward pass, to save memory.

    Raises:
        InputError: the layers do not fit the UNet, or ``init_from`` comes
            with what it decides.
    """

    def __init__(self,
                 base_model: Dict[str, Any],
                 classes: Sequence[str] = (),
                 strides: Optional[Sequence[int]] = None,
                 mimc: Optional[Dict[str, Any]] = None,
                 prompt_names: Optional[Dict[str, str]] = None,
                 init_from: Optional[str] = None,
                 tune_unet: bool = False,
                 condition_dropout: float = 0.2,
                 min_snr_gamma: Optional[float] = None,
                 logit_normal: Optional[Tuple[float, float]] = None,
                 uniform_share: float = 0.0,
                 amp_dtype: Optional[str] = None,
                 plain_attention: bool = False,
                 gradient_checkpointing: bool = False,
                 data_preprocessor: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        self.base: LatentDiffusion = MODELS.build(base_model)
        unet = self.base.unet
        if init_from is not None:
            for name, value in dict(
                    classes=classes, strides=strides, mimc=mimc,
                    prompt_names=prompt_names).items():
                if value:
                    raise InputError(
                        f'model.{name} is given beside init_from, whose own '
                        'it is: leave it out, or set it where '
                        f'{init_from} was trained')
            self.mimc = MIMCLayers.from_pretrained(osp.join(init_from, MIMC))
            check_places(self.mimc, unet, self.base.pretrained)
        else:
            names = prompt_names or {}
            vectors = self.base.encode_names(
                [names.get(name, name) for name in classes]).float().cpu()
            self.mimc = MIMCLayers(
                classes, mimc_places(unet, strides or (1, 2, 4)),
                time_dim=unet.time_embedding.linear_2.out_features,
                category_dim=vectors.shape[1], **(mimc or {}))
            self.mimc.start_from(vectors)
        if tune_unet:
            # The base model's own: it samples with what was learnt.
            self.unet = unet.float().requires_grad_(True)
        self.condition_dropout = condition_dropout
        self.objective = DenoisingObjective(
            build_ddim(self.base.scheduler_config), min_snr_gamma,
            logit_normal, uniform_share)
        self.amp_dtype = getattr(torch, amp_dtype) if amp_dtype else None
        if plain_attention:
            unet.set_attn_processor(PlainAttnProcessor())
        if gradient_checkpointing:
            unet.enable_gradient_checkpointing()

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[Dict[str, List[Any]]] = None,
                mode: str = 'tensor') -> Any:
        """mmengine's entry.

        Args:
            inputs: (B, 4, h, w) latents, scaled as in diffusers.
            data_samples: ``compositions``, B :class:`Composition`, and
                ``captions``, B texts, '' where there is none.
            mode: 'loss' for a dict with the loss; 'predict' or 'tensor' for
                images (B, 3, H, W) in [-1, 1] of the compositions, the i-th
                from noise of seed i.
        """
        compositions = data_samples['compositions']
        captions = data_samples['captions']
        if mode != 'loss':
            return self.sample(compositions, captions, inputs.shape[1:])
        keep = torch.rand(len(inputs)) >= self.condition_dropout
        batch = self.mimc.batch(compositions).where(keep.to(inputs.device))
        embeds = self._embeds([text if kept else '' for text, kept in
                               zip(captions, keep.tolist())])
        timesteps = self.objective.sample_timesteps(len(inputs),
                                                    inputs.device)
        noise = torch.randn_like(inputs)
        return dict(loss=self.denoising_loss(inputs, noise, timesteps, batch,
                                             embeds))

    def denoising_loss(self, latents: Tensor, noise: Tensor,
                       timesteps: Tensor, batch: CompositionBatch,
                       embeds: PromptEmbeds) -> Tensor:
        """Equation 4; see :meth:`DenoisingObjective.loss`."""

        def denoise(noisy: Tensor) -> Tensor:
            with autocast(noisy.device.type, self.amp_dtype):
                return composed_forward(
                    self.base, self.mimc, self.mimc.encode(batch),
                    noisy, timesteps, embeds).float()

        return self.objective.loss(latents, noise, timesteps, denoise)

    def _embeds(self, captions: Sequence[str]) -> PromptEmbeds:
        """Each text encoded once: mostly all are empty."""
        texts = sorted(set(captions))
        return self.base.encode_prompt(texts)[
            [texts.index(text) for text in captions]]

    @torch.no_grad()
    def sample(self, compositions: Sequence[Composition],
               captions: Sequence[str], shape: Sequence[int]) -> Tensor:
        """Images (B, 3, H, W), nominally in [-1, 1].

        Args:
            compositions: B of them.
            captions: B texts.
            shape: (4, h, w) of a latent.
        """
        noise = seeded_noise(range(len(compositions)), shape)
        return self.base.decode(compose_latents(
            self.base, self.mimc, captions, noise, compositions))

    def export(self, folder: str) -> None:
        """Write ``folder/mimc``; if the UNet learnt, a whole base model too.

        MIMC layers are stored in float32, the UNet in float16.
        """
        write_module(self.mimc, folder, MIMC)
        if hasattr(self, 'unet'):
            write_with_unet(self.base.pretrained, folder, self.unet,
                            self.base.scheduler_config)
