"""Trains the autoencoder of the small base model."""

from typing import Any, Dict, Optional

import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils.precision import autocast
from .folders import write_module


@MODELS.register_module()
class AutoencoderTrainer(BaseModel):
    """A diffusers ``AutoencoderKL`` with its reconstruction loss.

    Args:
        vae: arguments of ``AutoencoderKL``.
        l1_weight: weight of the mean absolute error, pixels in [-1, 1].
        mse_weight: weight of the mean squared error.
        edge_weight: weight of the absolute error of neighbour differences;
            keeps outlines sharp without a perceptual network.
        kl_weight: weight of the KL divergence to N(0, 1), summed over a
            latent and divided by the pixels' number as the others.
        amp_dtype: autocast type such as 'bfloat16'; None computes in
            float32.
    """

    def __init__(self,
                 vae: Dict,
                 l1_weight: float = 1.0,
                 mse_weight: float = 1.0,
                 edge_weight: float = 0.5,
                 kl_weight: float = 1e-6,
                 amp_dtype: Optional[str] = None,
                 data_preprocessor: Optional[Dict] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        from diffusers import AutoencoderKL
        self.vae = AutoencoderKL(**vae)
        self.weights = dict(l1=l1_weight, mse=mse_weight, edge=edge_weight,
                            kl=kl_weight)
        self.amp_dtype = getattr(torch, amp_dtype) if amp_dtype else None

    def forward(self,
                inputs: Tensor,
                data_samples: Any = None,
                mode: str = 'tensor') -> Any:
        """Reconstruct images.

        Args:
            inputs: (B, 3, H, W) uint8 RGB.
            data_samples: not used.
            mode: 'loss' for a dict of losses; 'tensor' or 'predict' for the
                reconstruction (B, 3, H, W) in [-1, 1].
        """
        images = inputs.float() / 127.5 - 1
        with autocast(images.device.type, self.amp_dtype):
            posterior = self.vae.encode(images).latent_dist
            latents = (posterior.sample() if mode == 'loss'
                       else posterior.mode())
            recon = self.vae.decode(latents).sample
        if mode != 'loss':
            return recon.float()
        return self.losses(recon.float(), images, posterior)

    def losses(self, recon: Tensor, images: Tensor,
               posterior: Any) -> Dict[str, Tensor]:
        """Weighted losses, each a mean over pixels and channels."""
        error = recon - images
        mean, logvar = posterior.mean.float(), posterior.logvar.float()
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).sum()
        terms = dict(
            l1=error.abs().mean(),
            mse=error.square().mean(),
            # The difference is linear: edges of the error are the error of
            # the edges.
            edge=F.l1_loss(error[..., 1:], error[..., :-1]) +
            F.l1_loss(error[..., 1:, :], error[..., :-1, :]),
            kl=kl / images.numel())
        return {f'loss_{name}': self.weights[name] * value
                for name, value in terms.items()}

    @torch.no_grad()
    def latent_scale(self, images: Tensor, batch_size: int = 64) -> float:
        """1 / standard deviation of the latents of (N, 3, H, W) uint8.

        Their variance is that of the posteriors' means plus the mean of the
        posteriors' variances.
        """
        device = next(self.vae.parameters()).device
        posteriors = [
            self.vae.encode(part.to(device).float() / 127.5 - 1).latent_dist
            for part in images.split(batch_size)]
        means = torch.cat([posterior.mean for posterior in posteriors])
        noise = torch.cat([posterior.var for posterior in posteriors]).mean()
        return float((means.var() + noise).rsqrt())

    def export(self, folder: str, images: Tensor) -> None:
        """Write the diffusers folder ``folder``/vae.

        Args:
            folder: created if missing; an older vae is replaced.
            images: (N, 3, H, W) uint8, determine ``scaling_factor``.
        """
        self.vae.register_to_config(scaling_factor=self.latent_scale(images))
        write_module(self.vae, folder, 'vae')
