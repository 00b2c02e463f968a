"""What a denoiser is trained on: times, noise and the error's weight."""

from typing import Any, Callable, Optional, Tuple

import torch
from torch import Tensor

from mmflexgen.utils import check_choice


class DenoisingObjective:
    """The loss of latent diffusion, for noise and for v-prediction.

    Args:
        scheduler: a ``DDIMScheduler``; its ``prediction_type`` says what the
            network predicts.
        min_snr_gamma: weight the error of x0 by min(SNR, gamma), Hang et al.
            2023; None takes the error of what is predicted as it is.
        logit_normal: (mean, std) of the logit of t / T, Esser et al. 2024;
            None draws t uniformly.
        uniform_share: part of the times drawn uniformly beside
            ``logit_normal``, in [0, 1]; keeps both ends of the schedule,
            which inversion at t = 1 reads, in training.

    Raises:
        InputError: the scheduler predicts something else.
    """

    def __init__(self,
                 scheduler: Any,
                 min_snr_gamma: Optional[float] = None,
                 logit_normal: Optional[Tuple[float, float]] = None,
                 uniform_share: float = 0.0) -> None:
        prediction = scheduler.config.prediction_type
        check_choice('prediction_type of the noise schedule', prediction,
                     ('epsilon', 'v_prediction'))
        self.scheduler = scheduler
        self.predicts_v = prediction == 'v_prediction'
        self.min_snr_gamma = min_snr_gamma
        self.logit_normal = logit_normal
        self.uniform_share = uniform_share

    def sample_timesteps(self, count: int, device: torch.device) -> Tensor:
        """Times (count,) in 0 … T - 1."""
        total = self.scheduler.config.num_train_timesteps
        uniform = torch.randint(total, (count, ), device=device)
        if self.logit_normal is None:
            return uniform
        mean, std = self.logit_normal
        logits = torch.randn(count, device=device) * std + mean
        middle = (logits.sigmoid() * total).long().clamp(max=total - 1)
        chosen = torch.rand(count, device=device) < self.uniform_share
        return torch.where(chosen, uniform, middle)

    def loss(self, latents: Tensor, noise: Tensor, timesteps: Tensor,
             denoise: Callable[[Tensor], Tensor]) -> Tensor:
        """Mean squared error of eps, or of v = alpha_t eps - sigma_t x0.

        Salimans and Ho 2022, appendix D; alpha_t² = the scheduler's
        cumulated alphas, sigma_t² = 1 - alpha_t².

        Args:
            latents: x0, (B, 4, h, w).
            noise: eps, (B, 4, h, w).
            timesteps: t, (B,).
            denoise: maps alpha_t x0 + sigma_t eps to the prediction, both
                (B, 4, h, w).
        """
        noisy = self.scheduler.add_noise(latents, noise, timesteps)
        target = noise
        if self.predicts_v:
            target = self.scheduler.get_velocity(latents, noise, timesteps)
        per_sample = (denoise(noisy) - target).square().mean((1, 2, 3))
        if self.min_snr_gamma is not None:
            per_sample = per_sample * self._weight(timesteps)
        return per_sample.mean()

    def _weight(self, timesteps: Tensor) -> Tensor:
        """(B,): min(SNR, gamma) over what turns the error of the prediction
        into that of x0, SNR + 1 for v and SNR for eps."""
        alpha2 = self.scheduler.alphas_cumprod.to(timesteps.device)[timesteps]
        # SNR / (SNR + 1) = alpha², 1 / (SNR + 1) = sigma².
        weight = torch.minimum(alpha2, self.min_snr_gamma * (1 - alpha2))
        return weight if self.predicts_v else weight / alpha2
