"""A frozen latent diffusion model from a local folder."""

from functools import cached_property
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

import torch
from mmengine.device import get_device
from torch import Tensor, nn

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError, check_choice
from mmflexgen.utils.precision import usable_dtype
from .components import Components, check_folder, load_components
from .inversion import Hypercolumn, extract_hypercolumn
from .prompt_encoding import PromptEmbeds, encode_names, encode_prompts
from .prompt_tokens import token_positions
from .repaint import repaint
from .sampling import (SAMPLERS, Denoiser, build_ddim, build_sampler, denoise,
                       seeded_noise)

DTYPES = dict(float32=torch.float32, float16=torch.float16,
              bfloat16=torch.bfloat16)


@MODELS.register_module()
class LatentDiffusion(nn.Module):
    """VAE, UNet, text encoder(s), tokenizer(s) and noise schedule.

    The networks are frozen, always in evaluation mode, follow ``.to()``,
    and have no entry in ``state_dict()`` or ``parameters()``: checkpoints
    hold what was trained, never a copy of the base model. They are loaded
    when they are first needed: training from cached features never does.

    Args:
        pretrained: local folder in diffusers format (Stable Diffusion 1.x,
            2.x, XL or this project's tiny one).
        dtype: 'float32', 'float16' or 'bfloat16'; see
            :func:`usable_dtype`.
        num_inference_steps: denoising steps of :meth:`sample`.
        guidance_scale: of classifier-free guidance; 1 or less turns it off.
        scheduler: settings of the noise schedule to replace; what trains
            the model learns by them, too.
        sampler: 'ddim' or 'euler', see :func:`build_sampler`.
        truncate_prompts: whether prompts beyond the text encoder's length
            are cut; by default they are refused, since a class named at the
            end would be lost.
        image_size: side in pixels of the images to sample; by default the
            one that the model was trained for.
        channels_last: whether UNet and VAE keep their maps with the channels
            innermost, which is faster on GPUs with tensor cores.
        compile_unet: whether ``torch.compile`` compiles the UNet for the
            steps of sampling from prompts alone. Other passes stay as they
            are, as that of :meth:`hypercolumn`, whose hooks come and go.

    Raises:
        InputError: if the folder is no base model; when it is first needed,
            if a part cannot be loaded.
    """

    def __init__(self,
                 pretrained: str,
                 dtype: str = 'float32',
                 num_inference_steps: int = 30,
                 guidance_scale: float = 7.5,
                 scheduler: Optional[Dict[str, Any]] = None,
                 sampler: str = 'ddim',
                 truncate_prompts: bool = False,
                 image_size: Optional[int] = None,
                 channels_last: bool = False,
                 compile_unet: bool = False) -> None:
        super().__init__()
        check_choice('dtype of the base model', dtype, DTYPES)
        check_choice('sampler of the base model', sampler, SAMPLERS)
        check_folder(pretrained)
        self.pretrained = pretrained
        self.num_inference_steps = num_inference_steps
        self.guidance_scale = guidance_scale
        self.sampler = sampler
        self.compile_unet = compile_unet
        self._image_size = image_size
        self._channels_last = channels_last
        self._truncate = truncate_prompts
        self._overrides = dict(scheduler or {})
        self._load_dtype = usable_dtype(DTYPES[dtype], get_device())
        # What .to() and its like asked for before the networks were there.
        self._moves: List[Callable] = []

    def _load(self) -> Components:
        return load_components(self.pretrained, self._load_dtype)

    @cached_property
    def _parts(self) -> Components:
        # A dataclass is no module: its networks stay out of checkpoints.
        parts = self._load()
        if self._channels_last:
            for net in (parts.unet, parts.vae):
                net.to(memory_format=torch.channels_last)
        for fn in self._moves:
            for net in parts.networks:
                net._apply(fn)
        return parts

    @property
    def is_loaded(self) -> bool:
        """Whether the networks are in memory."""
        return '_parts' in self.__dict__

    @cached_property
    def alphas_cumprod(self) -> Tensor:
        """(T,), see :func:`add_noise`."""
        return build_ddim(self.scheduler_config).alphas_cumprod

    def _apply(self, fn: Callable, recurse: bool = True) -> 'LatentDiffusion':
        super()._apply(fn, recurse)
        if self.is_loaded:
            for net in self._parts.networks:
                net._apply(fn)
        else:
            self._moves.append(fn)
        return self

    @property
    def vae(self) -> nn.Module:
        return self._parts.vae

    @property
    def unet(self) -> nn.Module:
        return self._parts.unet

    @cached_property
    def _compiled_unet(self) -> Callable:
        return torch.compile(self.unet)

    @property
    def tokenizer(self) -> Any:
        """The (first) tokenizer; SDXL's second has the same vocabulary."""
        return self._parts.tokenizers[0]

    @property
    def scheduler_config(self) -> Dict[str, Any]:
        """Settings of the noise schedule: the folder's, and those of
        ``scheduler`` in their place."""
        return {**self._parts.scheduler_config, **self._overrides}

    @property
    def device(self) -> torch.device:
        return self.unet.device

    @property
    def dtype(self) -> torch.dtype:
        return self.unet.dtype

    @property
    def max_tokens(self) -> int:
        """Token positions L of a prompt, padding included."""
        return self.tokenizer.model_max_length

    @property
    def vae_factor(self) -> int:
        """Image pixels per latent cell, along one side."""
        return 2**(len(self.vae.config.block_out_channels) - 1)

    @property
    def size_divisor(self) -> int:
        """Image sides must be a multiple of this many pixels."""
        return self.vae_factor * 2**(len(self.unet.config.down_block_types) -
                                     1)

    @property
    def image_size(self) -> int:
        """Side in pixels of the images to sample."""
        return (self._image_size
                or self.unet.config.sample_size * self.vae_factor)

    def latent_shape(self, size: Optional[int] = None) -> Tuple[int, ...]:
        """(4, h, w) of a square image of ``size`` pixels.

        Raises:
            InputError: if the size is no multiple of ``size_divisor``.
        """
        size = size or self.image_size
        if size % self.size_divisor:
            raise InputError(
                f"An image of {size} pixels a side does not fit the base "
                f"model '{self.pretrained}': give a multiple of "
                f'{self.size_divisor}.')
        side = size // self.vae_factor
        return (self.unet.config.in_channels, side, side)

    def encode_prompt(self, prompts: Sequence[str]) -> PromptEmbeds:
        """See :func:`encode_prompts`."""
        return encode_prompts(self._parts, prompts, self._truncate)

    def encode_names(self, names: Sequence[str]) -> Tensor:
        """See :func:`encode_names`."""
        return encode_names(self._parts, names)

    def token_positions(self,
                        prompt: str,
                        class_names: Sequence[str],
                        occurrence: str = 'all'
                        ) -> Dict[str, Tuple[int, ...]]:
        """See :func:`token_positions`."""
        return token_positions(self.tokenizer, prompt, class_names,
                               occurrence)

    @torch.no_grad()
    def encode_image(self, images: Tensor) -> Tensor:
        """x_0 = E(X), the mode of the VAE's posterior.

        Args:
            images: (B, 3, H, W) in [-1, 1].

        Returns:
            (B, 4, H / vae_factor, W / vae_factor), scaled as in diffusers.

        Raises:
            InputError: if a side is no multiple of ``size_divisor``.
        """
        height, width = images.shape[-2:]
        if height % self.size_divisor or width % self.size_divisor:
            raise InputError(
                f'An image of {width} x {height} pixels does not fit the '
                f"base model '{self.pretrained}', whose sides are multiples "
                f'of {self.size_divisor}: resize, crop or pad it (data '
                'preprocessor: size_divisor).')
        posterior = self.vae.encode(
            images.to(device=self.device, dtype=self.vae.dtype)).latent_dist
        shift = self.vae.config.shift_factor or 0.
        latents = (posterior.mode() - shift) * self.vae.config.scaling_factor
        return latents.to(self.dtype)

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """D(x_0): images (B, 3, H, W), nominally in [-1, 1].

        One after another: at full resolution the decoder's activations are
        the greatest of all, and an image owes nothing to its batch.
        """
        shift = self.vae.config.shift_factor or 0.
        latents = latents.to(self.vae.dtype) / self.vae.config.scaling_factor
        return torch.cat([self.vae.decode(each).sample.float()
                          for each in (latents + shift).split(1)])

    def added_conditions(self, latents: Tensor, embeds: PromptEmbeds
                         ) -> Optional[Dict[str, Tensor]]:
        """What SDXL's networks read beside the prompt; None for others."""
        if embeds.pooled is None:
            return None
        # Original size, crop corner and target size in pixels.
        size = [side * self.vae_factor for side in latents.shape[-2:]]
        ids = embeds.pooled.new_tensor([[*size, 0, 0, *size]])
        return dict(text_embeds=embeds.pooled,
                    time_ids=ids.expand(len(latents), -1))

    def unet_forward(self, latents: Tensor, t: Union[int, Tensor],
                     embeds: PromptEmbeds, **residuals: Any) -> Tensor:
        """One evaluation of the UNet.

        Args:
            latents: (B, 4, h, w), of any floating type.
            t: diffusers' timestep index, 0 to T - 1.
            embeds: B encoded prompts.
            residuals: what a ControlNet adds to the UNet's features.

        Returns:
            The model's output (noise or v), (B, 4, h, w).
        """
        return self._evaluate(self.unet, latents, t, embeds, **residuals)

    def sampling_step(self, latents: Tensor, t: Union[int, Tensor],
                      embeds: PromptEmbeds) -> Tensor:
        """:meth:`unet_forward`, compiled with ``compile_unet``."""
        unet = self._compiled_unet if self.compile_unet else self.unet
        return self._evaluate(unet, latents, t, embeds)

    def _evaluate(self, unet: Callable, latents: Tensor,
                  t: Union[int, Tensor], embeds: PromptEmbeds,
                  **residuals: Any) -> Tensor:
        return unet(
            latents.to(self.dtype), t,
            encoder_hidden_states=embeds.hidden.to(self.dtype),
            added_cond_kwargs=self.added_conditions(latents, embeds),
            **residuals).sample

    def sampling_timesteps(self) -> List[float]:
        """Where the steps of sampling start, in their order, in the paper's
        counting, 1 to T."""
        scheduler = build_sampler(self.sampler, self.scheduler_config)
        scheduler.set_timesteps(self.num_inference_steps)
        return [float(t) + 1 for t in scheduler.timesteps]

    def sample_latents(self, prompts: Sequence[str], noise: Tensor,
                       denoiser: Optional[Denoiser] = None) -> Tensor:
        """Finished latents for B prompts from noise (B, 4, h, w).

        Args:
            prompts: B texts.
            noise: the latents at t = T.
            denoiser: see :func:`denoise`.
        """
        return denoise(self, noise, self.encode_prompt(prompts),
                       self.num_inference_steps, self.guidance_scale,
                       sampler=self.sampler, denoiser=denoiser)

    def repaint_latents(self, prompts: Sequence[str], original: Tensor,
                        mask: Tensor, noise: Tensor) -> Tensor:
        """Latents drawn anew inside a mask; see :func:`repaint`."""
        return repaint(self, original, mask, noise,
                       self.encode_prompt(prompts), self.num_inference_steps,
                       self.guidance_scale)

    def sample(self, prompts: Sequence[str],
               seeds: Sequence[int]) -> Tensor:
        """Images (B, 3, H, W), nominally in [-1, 1], one per prompt.

        A sample depends on its own prompt and seed alone.
        """
        noise = seeded_noise(seeds, self.latent_shape())
        return self.decode(self.sample_latents(prompts, noise))

    def hypercolumn(self,
                    latents: Tensor,
                    prompts: Sequence[str],
                    noise: Tensor,
                    t: int = 1,
                    attn_reduce: str = 'mean') -> Hypercolumn:
        """See :func:`extract_hypercolumn`."""
        return extract_hypercolumn(self, latents, self.encode_prompt(prompts),
                                   noise, t, attn_reduce)

    def hypercolumn_channels(self, attn_reduce: str = 'mean'
                             ) -> Tuple[List[int], List[int]]:
        """Channels of F and groups of A per resolution, coarse to fine.

        Groups count 0 where the UNet does not attend. Found by a pass over
        the smallest latent that has all resolutions.
        """
        side = self.size_divisor // self.vae_factor
        latents = torch.zeros(1, self.unet.config.in_channels, side, side,
                              device=self.device, dtype=self.dtype)
        column = self.hypercolumn(latents, [''], torch.zeros_like(latents),
                                  attn_reduce=attn_reduce)
        return ([feature.shape[1] for feature in column.features],
                [0 if attn is None else attn.shape[1]
                 for attn in column.attn])

    def extra_repr(self) -> str:
        return (f"pretrained='{self.pretrained}', frozen, "
                f'dtype={self._load_dtype}')
