"""What training of SegGen's two models shares."""

import os.path as osp
from abc import ABCMeta, abstractmethod
from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmflexgen.models.base.attention import PlainAttnProcessor
from mmflexgen.models.diffusion import (LatentDiffusion, PromptEmbeds,
                                        seeded_noise)
from mmflexgen.models.diffusion.objective import DenoisingObjective
from mmflexgen.models.diffusion.sampling import build_ddim
from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.precision import autocast

PALETTE = 'palette.json'


class SegGenDenoiser(BaseModel, metaclass=ABCMeta):
    """A latent diffusion model that learns from (caption, colour map, image).

    Samples come from :class:`PackColourMap`: the image as input, the
    ``colour_map`` (uint8 (3, H, W), RGB) and the ``caption`` in the data
    sample. Subclasses say which of the two is denoised, and what network
    learns it, ``network``.
    VAE and text encoders stay as they are. Checkpoints hold this network
    and the colours that it has learnt, and :meth:`export` writes both; a
    checkpoint of other colours than the config's is refused.

    Args:
        base_model: config of :class:`LatentDiffusion`. Its sampler draws
            pictures while the model trains; the network that is trained is
            kept in float32 whatever its ``dtype``.
        codec: config of the :class:`ColourCodec` that the data is encoded
            with; its palette is exported with the weights.
        caption_dropout: part of captions replaced by the empty one, in
            [0, 1); teaches classifier-free guidance.
        min_snr_gamma, logit_normal, uniform_share: see
            :class:`DenoisingObjective`.
        amp_dtype: autocast type such as 'bfloat16'; None computes in the
            networks' own types.
        plain_attention: compute attention by :class:`PlainAttnProcessor`;
            faster on a CPU at small sizes.
        gradient_checkpointing: whether activations are computed anew in the
            backward pass, to save memory.
        data_preprocessor: maps images to RGB in [-1, 1].
    """

    def __init__(self,
                 base_model: Dict[str, Any],
                 codec: Dict[str, Any],
                 caption_dropout: float = 0.1,
                 min_snr_gamma: Optional[float] = None,
                 logit_normal: Optional[Tuple[float, float]] = None,
                 uniform_share: float = 0.0,
                 amp_dtype: Optional[str] = None,
                 plain_attention: bool = False,
                 gradient_checkpointing: bool = False,
                 data_preprocessor: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor or dict(
            type='mmengine.ImgDataPreprocessor',
            mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5],
            bgr_to_rgb=True))
        self.base = MODELS.build(base_model)
        self.network = self.build_network(self.base)
        self.codec = TASK_UTILS.build(codec)
        # uint8 (N, 3): ignore, the classes, the outlines if there are any.
        self.register_buffer('palette', torch.from_numpy(self.codec.colours))
        self.caption_dropout = caption_dropout
        self.objective = DenoisingObjective(
            build_ddim(self.base.scheduler_config), min_snr_gamma,
            logit_normal, uniform_share)
        self.amp_dtype = getattr(torch, amp_dtype) if amp_dtype else None
        for net in (self.base.unet, self.network):
            if plain_attention:
                net.set_attn_processor(PlainAttnProcessor())
            if gradient_checkpointing:
                net.enable_gradient_checkpointing()

    @staticmethod
    @abstractmethod
    def build_network(base: LatentDiffusion) -> nn.Module:
        """The network that learns, in float32."""

    @abstractmethod
    def targets(self, images: Tensor, colour_maps: Tensor) -> Tensor:
        """What is denoised, (B, 3, H, W) in [-1, 1].

        Args:
            images: (B, 3, H, W) in [-1, 1].
            colour_maps: (B, 3, H, W) in [0, 1].
        """

    @abstractmethod
    def denoise(self, colour_maps: Tensor, latents: Tensor, t: Any,
                embeds: PromptEmbeds) -> Tensor:
        """The network's output (noise or v), like ``latents``."""

    @abstractmethod
    def export(self, folder: str) -> None:
        """Write what was learnt, in diffusers format, and the palette."""

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor') -> Any:
        """mmengine's entry.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with ``caption`` and ``colour_map``.
            mode: 'loss' for a dict with the loss; 'predict' or 'tensor' for
                what is sampled, (B, 3, H, W) in [-1, 1], of the i-th sample
                from noise of seed i.

        Raises:
            InputError: a sample lacks its caption or colour map, or they
                differ in size from the images.
        """
        captions, colour_maps = unpack(inputs, data_samples)
        if mode != 'loss':
            return self.sample(captions, colour_maps)
        dropped = torch.rand(len(captions)) < self.caption_dropout
        captions = ['' if drop else text
                    for drop, text in zip(dropped.tolist(), captions)]
        with self._autocast(inputs):
            latents = self.base.encode_image(
                self.targets(inputs, colour_maps)).float()
        embeds = self.base.encode_prompt(captions)
        timesteps = self.objective.sample_timesteps(len(latents),
                                                    latents.device)
        # randn_like would draw in the order of the memory.
        noise = torch.randn(latents.shape, device=latents.device)
        return dict(loss=self.denoising_loss(latents, noise, timesteps,
                                             colour_maps, embeds))

    def denoising_loss(self, latents: Tensor, noise: Tensor,
                       timesteps: Tensor, colour_maps: Tensor,
                       embeds: PromptEmbeds) -> Tensor:
        """See :meth:`DenoisingObjective.loss`."""

        def denoise(noisy: Tensor) -> Tensor:
            with self._autocast(noisy):
                return self.denoise(colour_maps, noisy, timesteps,
                                    embeds).float()

        return self.objective.loss(latents, noise, timesteps, denoise)

    def _autocast(self, inputs: Tensor) -> torch.autocast:
        return autocast(inputs.device.type, self.amp_dtype)

    @torch.no_grad()
    def sample(self, captions: Sequence[str], colour_maps: Tensor) -> Tensor:
        """Samples (B, 3, H, W), nominally in [-1, 1].

        Args:
            captions: B texts.
            colour_maps: (B, 3, H, W) in [0, 1]; gives the size.
        """
        factor = self.base.vae_factor
        height, width = colour_maps.shape[-2:]
        noise = seeded_noise(
            range(len(captions)),
            (self.base.latent_shape()[0], height // factor, width // factor))

        def denoise(latents: Tensor, t: Any, embeds: PromptEmbeds) -> Tensor:
            return self.denoise(colour_maps, latents, t, embeds)

        return self.base.decode(
            self.base.sample_latents(captions, noise, denoise))

    def _load_from_state_dict(self, state_dict: Dict[str, Tensor],
                              prefix: str, *args: Any) -> None:
        """Refuses what was trained with other colours."""
        theirs = state_dict.get(f'{prefix}palette')
        if theirs is not None:
            check_same_colours(theirs.cpu(), self.palette.cpu())
        super()._load_from_state_dict(state_dict, prefix, *args)

    def save_palette(self, folder: str) -> None:
        """Write ``folder/palette.json``."""
        self.codec.save(osp.join(folder, PALETTE))


def check_same_colours(theirs: Tensor, ours: Tensor) -> None:
    """Raises InputError if a checkpoint has learnt other colours.

    Args:
        theirs: uint8 (N, 3), of the checkpoint.
        ours: uint8 (M, 3), of the config.
    """
    if torch.equal(theirs, ours):
        return
    if len(theirs) != len(ours):
        difference = f'it has {len(theirs)} colours, the config {len(ours)}'
    else:
        row = int((theirs != ours).any(1).nonzero()[0])
        name = f'class {row - 1}' if row else 'ignore'
        difference = (f'{name} is {tuple(theirs[row].tolist())} there and '
                      f'{tuple(ours[row].tolist())} in the config')
    raise InputError(
        f'the checkpoint was trained with another palette: {difference}; set '
        'codec.palette to the palette.json that was exported with it (in the '
        "data's codec, too), or train from the base model")


def unpack(inputs: Tensor, data_samples: Optional[List[BaseDataElement]]
           ) -> Tuple[List[str], Tensor]:
    """Captions, and colour maps (B, 3, H, W) in [0, 1], of a batch.

    Args:
        inputs: images (B, 3, H, W).
        data_samples: B, with ``caption`` and ``colour_map`` (3, H, W).

    Raises:
        InputError: a sample lacks either, or its colour map is not of the
            image's size.
    """
    for sample in data_samples or [BaseDataElement()]:
        if 'caption' not in sample or 'colour_map' not in sample:
            raise InputError(
                'Text2Mask and Mask2Img learn from a caption and a colour '
                'map, and a sample lacks one: end the pipeline with '
                'LoadCaption and PackColourMap.')
        if sample.colour_map.shape != inputs.shape[1:]:
            raise InputError(
                'A colour map of shape '
                f'{tuple(sample.colour_map.shape)} came with images of shape '
                f'{tuple(inputs.shape[1:])}: crop all samples to one size '
                'before PackColourMap.')
    maps = torch.stack([sample.colour_map for sample in data_samples])
    return ([sample.caption for sample in data_samples],
            maps.to(inputs.device).float() / 255)
