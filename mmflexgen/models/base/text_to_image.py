"""Trains the text encoder and UNet of the small base model."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch
from mmengine.model import BaseModel
from torch import Tensor

from mmflexgen.models.diffusion.objective import DenoisingObjective
from mmflexgen.registry import MODELS
from mmflexgen.utils.precision import autocast
from .attention import PlainAttnProcessor
from .folders import load_module, write_module
from .tokenizer import build_tokenizer


@MODELS.register_module()
class TextToImageTrainer(BaseModel):
    """A latent diffusion model with its v-prediction loss.

    Text encoder and UNet are trained together on latents from
    :class:`mmflexgen.datasets.LatentTextDataset`.

    Args:
        unet: arguments of ``UNet2DConditionModel``.
        text_encoder: arguments of ``CLIPTextConfig``; the vocabulary's size
            and special tokens are the tokenizer's.
        tokenizer: arguments of :func:`build_tokenizer`.
        scheduler: arguments of ``DDIMScheduler``.
        caption_dropout: part of captions replaced by the empty one, in
            [0, 1); teaches classifier-free guidance.
        min_snr_gamma, logit_normal, uniform_share: see
            :class:`DenoisingObjective`.
        amp_dtype: autocast type such as 'bfloat16'; None computes in
            float32.
        plain_attention: compute attention by :class:`PlainAttnProcessor`;
            faster on a CPU.
        compile_unet: whether the UNet is compiled by ``torch.compile``.
        init_from: exported folder to start the weights from, to train an
            earlier result further; its shapes and tokenizer must be these.
    """

    def __init__(self,
                 unet: Dict,
                 text_encoder: Dict,
                 tokenizer: Dict,
                 scheduler: Dict,
                 caption_dropout: float = 0.1,
                 min_snr_gamma: Optional[float] = None,
                 logit_normal: Optional[Tuple[float, float]] = None,
                 uniform_share: float = 0.0,
                 amp_dtype: Optional[str] = None,
                 plain_attention: bool = False,
                 compile_unet: bool = False,
                 init_from: Optional[str] = None,
                 data_preprocessor: Optional[Dict] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        from diffusers import DDIMScheduler, UNet2DConditionModel
        from transformers import CLIPTextConfig, CLIPTextModel
        self.tokenizer = build_tokenizer(**tokenizer)
        self.unet = UNet2DConditionModel(**unet)
        self.text_encoder = CLIPTextModel(CLIPTextConfig(
            vocab_size=len(self.tokenizer),
            bos_token_id=self.tokenizer.bos_token_id,
            eos_token_id=self.tokenizer.eos_token_id,
            pad_token_id=self.tokenizer.pad_token_id,
            max_position_embeddings=self.tokenizer.model_max_length,
            **text_encoder))
        self.scheduler = DDIMScheduler(**scheduler)
        self.caption_dropout = caption_dropout
        self.objective = DenoisingObjective(
            self.scheduler, min_snr_gamma, logit_normal, uniform_share)
        self.amp_dtype = getattr(torch, amp_dtype) if amp_dtype else None
        if init_from is not None:
            load_module(self.unet, init_from, 'unet')
            load_module(self.text_encoder, init_from, 'text_encoder')
        if plain_attention:
            self.unet.set_attn_processor(PlainAttnProcessor())
        if compile_unet:
            self.unet.compile()
        self.register_buffer('empty_ids', self.tokenize([''])[0],
                             persistent=False)

    def tokenize(self, prompts: Sequence[str]) -> Tensor:
        """Ids (B, model_max_length), padded as Stable Diffusion pads."""
        return self.tokenizer(
            list(prompts), padding='max_length', truncation=True,
            return_tensors='pt').input_ids

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[Dict[str, Tensor]] = None,
                mode: str = 'tensor') -> Any:
        """Denoise.

        Args:
            inputs: (B, 4, h, w) latents, scaled to unit deviation; noisy
                ones unless the mode is 'loss'.
            data_samples: ``input_ids`` (B, L); unless the mode is 'loss'
                also ``timesteps`` (B,).
            mode: 'loss' for a dict with the loss, 'tensor' or 'predict'
                for the predicted v (B, 4, h, w).
        """
        input_ids = data_samples['input_ids'].long()
        if mode != 'loss':
            return self.predict_v(inputs, data_samples['timesteps'],
                                  input_ids)
        dropped = torch.rand(len(inputs), 1, device=inputs.device)
        input_ids = torch.where(dropped < self.caption_dropout,
                                self.empty_ids, input_ids)
        timesteps = self.objective.sample_timesteps(
            len(inputs), inputs.device)
        noise = torch.randn_like(inputs)
        return dict(loss=self.v_loss(inputs, noise, timesteps, input_ids))

    def predict_v(self, noisy: Tensor, timesteps: Tensor,
                  input_ids: Tensor) -> Tensor:
        """v (B, 4, h, w) in float32, predicted by UNet and text encoder."""
        with autocast(noisy.device.type, self.amp_dtype):
            context = self.text_encoder(input_ids)[0]
            return self.unet(noisy, timesteps, context).sample.float()

    def v_loss(self, latents: Tensor, noise: Tensor, timesteps: Tensor,
               input_ids: Tensor) -> Tensor:
        """See :meth:`DenoisingObjective.loss`."""
        return self.objective.loss(
            latents, noise, timesteps,
            lambda noisy: self.predict_v(noisy, timesteps, input_ids))

    @torch.no_grad()
    def sample(self,
               prompts: List[str],
               seed: int = 0,
               num_steps: int = 30,
               guidance_scale: float = 4.0) -> Tensor:
        """Latents (B, 4, h, w) of prompts by DDIM, scaled as in training."""
        scheduler = type(self.scheduler).from_config(self.scheduler.config)
        scheduler.set_timesteps(num_steps)
        config, device = self.unet.config, self.empty_ids.device
        ids = self.tokenize([''] * len(prompts) + list(prompts)).to(device)
        latents = torch.randn(
            len(prompts), config.in_channels, config.sample_size,
            config.sample_size,
            generator=torch.Generator('cpu').manual_seed(seed)).to(device)
        for step in scheduler.timesteps:
            times = torch.full((len(ids), ), int(step), device=device)
            without, given = self.predict_v(
                latents.repeat(2, 1, 1, 1), times, ids).chunk(2)
            v = without + guidance_scale * (given - without)
            latents = scheduler.step(v, step, latents).prev_sample
        return latents

    def export(self, folder: str, vae: Any,
               dtype: torch.dtype = torch.float16) -> None:
        """Write a whole ``StableDiffusionPipeline`` folder.

        Args:
            folder: created if missing; older parts are replaced.
            vae: the ``AutoencoderKL`` whose latents were trained on.
            dtype: stored type of UNet and VAE. The text encoder is stored
                in float32: transformers loads weights in their stored type,
                diffusers in float32.
        """
        from diffusers import StableDiffusionPipeline
        write_module(self.unet, folder, 'unet', dtype)
        write_module(vae, folder, 'vae', dtype)
        pipeline = StableDiffusionPipeline(
            vae=vae, text_encoder=self.text_encoder,
            tokenizer=self.tokenizer, unet=self.unet,
            scheduler=self.scheduler, safety_checker=None,
            feature_extractor=None, requires_safety_checker=False)
        for name in ('text_encoder', 'tokenizer', 'scheduler'):
            write_module(getattr(pipeline, name), folder, name)
        pipeline.save_config(folder)
