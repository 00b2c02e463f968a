"""A base model that a ControlNet steers by colour maps (Zhang et al. 2023).
"""

import os.path as osp
from functools import partial
from typing import Any, Sequence

from torch import Tensor, nn

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .components import Components
from .latent_diffusion import LatentDiffusion
from .prompt_encoding import PromptEmbeds

# diffusers' default; every width but the last halves the resolution.
_EMBEDDING_WIDTHS = (16, 32, 96, 256)


def build_controlnet(base: LatentDiffusion) -> nn.Module:
    """A ``ControlNetModel`` beside a base model, in float32.

    Its encoder is a copy of the UNet's. The convolutions that lead back to
    the UNet are zero, so the pair still computes what the UNet alone does.

    Raises:
        InputError: latents of the base model are coarser than 1 / 8.
    """
    from diffusers import ControlNetModel
    levels = len(base.vae.config.block_out_channels)
    if levels > len(_EMBEDDING_WIDTHS):
        raise InputError(
            f"The latents of '{base.pretrained}' are {base.vae_factor} "
            'times smaller than its images, and a ControlNet reads maps up '
            'to 8 times as large as the latents: use another base model.')
    net = ControlNetModel.from_unet(
        base.unet,
        conditioning_embedding_out_channels=_EMBEDDING_WIDTHS[:levels])
    return net.float().requires_grad_(True)


def controlled_forward(base: LatentDiffusion, controlnet: nn.Module,
                       colour_maps: Tensor, scale: float, latents: Tensor,
                       t: Any, embeds: PromptEmbeds) -> Tensor:
    """One evaluation of the UNet with the ControlNet's residuals.

    Args:
        base: the base model.
        controlnet: of its shape.
        colour_maps: C, (B, 3, H, W) in [0, 1].
        scale: factor on the residuals.
        latents: (B, 4, h, w), or (2 B, 4, h, w) under guidance.
        t: diffusers' timestep.
        embeds: of the prompts, as many as latents.

    Returns:
        The model's output (noise or v), like ``latents``.
    """
    dtype = controlnet.dtype
    maps = colour_maps.to(device=latents.device, dtype=dtype)
    down, mid = controlnet(
        latents.to(dtype), t, embeds.hidden.to(dtype),
        controlnet_cond=maps.repeat(len(latents) // len(maps), 1, 1, 1),
        conditioning_scale=scale, return_dict=False,
        added_cond_kwargs=base.added_conditions(latents, embeds))
    return base.unet_forward(
        latents, t, embeds,
        down_block_additional_residuals=[
            residual.to(base.dtype) for residual in down],
        mid_block_additional_residual=mid.to(base.dtype))


@MODELS.register_module()
class ControlledDiffusion(LatentDiffusion):
    """A frozen base model with a frozen ControlNet.

    Args:
        controlnet: folder that holds ``controlnet``, in diffusers format,
            as training of :class:`Mask2Img` writes it.
        control_scale: factor on what the ControlNet adds.
        kwargs: see :class:`LatentDiffusion`.

    Raises:
        InputError: there is no ControlNet, or it fits another base model.
    """

    def __init__(self, controlnet: str, control_scale: float = 1.0,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.control_scale = control_scale
        self.control_folder = osp.join(controlnet, 'controlnet')
        if not osp.isfile(osp.join(self.control_folder, 'config.json')):
            raise InputError(
                f"'{controlnet}' has no controlnet/config.json: give the "
                'folder that training of Mask2Img wrote.')

    def _load(self) -> Components:
        from diffusers import ControlNetModel
        parts = super()._load()
        net = ControlNetModel.from_pretrained(
            self.control_folder, use_safetensors=True,
            torch_dtype=self._load_dtype, low_cpu_mem_usage=False)
        for name in ('cross_attention_dim', 'block_out_channels',
                     'in_channels'):
            if net.config[name] != parts.unet.config[name]:
                raise InputError(
                    f"The ControlNet '{self.control_folder}' has {name} "
                    f"{net.config[name]} and the base model "
                    f"'{self.pretrained}' {parts.unet.config[name]}: give "
                    'the base model it was trained with.')
        parts.controlnet = net.eval().requires_grad_(False)
        return parts

    @property
    def controlnet(self) -> nn.Module:
        return self._parts.controlnet

    def controlled_latents(self, prompts: Sequence[str], noise: Tensor,
                           colour_maps: Tensor) -> Tensor:
        """Finished latents for B prompts and colour maps.

        Args:
            prompts: B texts.
            noise: (B, 4, h, w), the latents at t = T.
            colour_maps: uint8 (B, 3, H, W), RGB.
        """
        return self.sample_latents(prompts, noise, partial(
            controlled_forward, self, self.controlnet,
            colour_maps.float() / 255, self.control_scale))
