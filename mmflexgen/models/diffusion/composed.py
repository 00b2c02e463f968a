"""A base model that draws compositions (FlexDataset)."""

import os.path as osp
from functools import partial
from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.utils import InputError
from .components import Components
from .feature_probe import FeatureProbe
from .inversion import add_noise
from .latent_diffusion import LatentDiffusion
from .limited_guidance import LimitedGuidance
from .mimc_layers import EncodedComposition, MIMCLayers
from .mimc_places import check_places
from .prompt_encoding import PromptEmbeds
from .query_tap import QueryTap
from .sampling import Denoiser

MIMC = 'mimc'
# The first and the last of some timesteps.
Interval = Tuple[float, float]


def composed_forward(base: LatentDiffusion, mimc: MIMCLayers,
                     encoded: EncodedComposition, latents: Tensor, t: Any,
                     embeds: PromptEmbeds) -> Tensor:
    """One evaluation of the UNet with MIMC layers.

    Args:
        base: the base model.
        mimc: made for its UNet.
        encoded: B compositions.
        latents: (B, 4, h, w).
        t: diffusers' timestep.
        embeds: of B prompts.

    Returns:
        The model's output (noise or v), like ``latents``.
    """
    with mimc.attached(base.unet, encoded):
        return base.unet_forward(latents, t, embeds)


def composed_denoiser(base: LatentDiffusion, mimc: MIMCLayers,
                      compositions: Sequence[Composition],
                      interval: Optional[Interval] = None) -> Denoiser:
    """What samples B compositions.

    Guidance follows equation 5, (1 - s) eps(Com_phi) + s eps(Com), with the
    base model's ``guidance_scale`` s; the padding composition goes with the
    empty prompt.

    Args:
        base: the base model.
        mimc: made for its UNet.
        compositions: B of them.
        interval: see :class:`LimitedGuidance`; by default all steps are
            guided.
    """

    def denoiser(batch: CompositionBatch) -> Denoiser:
        with torch.no_grad():
            encoded = mimc.encode(batch)
        return partial(composed_forward, base, mimc, encoded)

    batch = mimc.batch(compositions)
    if base.guidance_scale <= 1:
        return denoiser(batch)
    empty = CompositionBatch.padding(*batch.categories.shape)
    guided = denoiser(
        CompositionBatch.cat([empty.to(batch.boxes.device), batch]))
    if interval is None:
        return guided
    return LimitedGuidance(guided, denoiser(batch), interval)


def compose_latents(base: LatentDiffusion, mimc: MIMCLayers,
                    prompts: Sequence[str], noise: Tensor,
                    compositions: Sequence[Composition]) -> Tensor:
    """Finished latents (B, 4, h, w) of B compositions and prompts."""
    return base.sample_latents(prompts, noise, composed_denoiser(
        base, mimc, compositions))


@MODELS.register_module()
class ComposedDiffusion(LatentDiffusion):
    """A frozen base model with frozen MIMC layers.

    Args:
        mimc: folder that holds ``mimc``, as training of
            :class:`CompositionToImage` exports it. Where the UNet was
            trained too, ``pretrained`` is the same folder.
        masked: wins over how the layers were trained, see
            :class:`MIMCLayers`; to measure what the mask is good for.
        guidance_interval: timesteps, 1 to T, between which guidance acts;
            at others the conditional prediction is taken, at half the cost.
            By default it acts at every one. See :class:`LimitedGuidance`.
        kwargs: see :class:`LatentDiffusion`.

    Raises:
        InputError: there are no such layers, they fit another UNet, or the
            interval is none.
    """

    def __init__(self, mimc: str, masked: Optional[bool] = None,
                 guidance_interval: Optional[Interval] = None,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.masked = masked
        if guidance_interval is not None:
            ends = tuple(guidance_interval)
            if len(ends) != 2 or not 1 <= ends[0] <= ends[1]:
                raise InputError(
                    f'guidance_interval is {guidance_interval}: give the '
                    'first and the last timestep, from 1, such as (1, 500).')
        self.guidance_interval = guidance_interval
        self.mimc_folder = osp.join(mimc, MIMC)
        if not osp.isfile(osp.join(self.mimc_folder, 'config.json')):
            raise InputError(
                f"'{mimc}' has no {MIMC}/config.json: give the folder that "
                'training of CompositionToImage exported.')

    def _load(self) -> Components:
        parts = super()._load()
        layers = MIMCLayers.from_pretrained(self.mimc_folder)
        check_places(layers, parts.unet, self.pretrained)
        if self.masked is not None:
            layers.config['masked'] = self.masked
        parts.mimc = layers.to(self._load_dtype).eval().requires_grad_(False)
        return parts

    @property
    def mimc(self) -> MIMCLayers:
        return self._parts.mimc

    @property
    def categories(self) -> List[str]:
        """Names that compositions may use."""
        return self.mimc.config['classes']

    def composed_latents(self, prompts: Sequence[str], noise: Tensor,
                         compositions: Sequence[Composition]) -> Tensor:
        """Finished latents (B, 4, h, w) of B compositions and prompts."""
        return self.sample_latents(prompts, noise,
                                   self._denoiser(compositions))

    def _denoiser(self, compositions: Sequence[Composition]) -> Denoiser:
        return composed_denoiser(self, self.mimc, compositions,
                                 self.guidance_interval)

    def composed_latents_and_query(
            self, prompts: Sequence[str], noise: Tensor,
            compositions: Sequence[Composition]
            ) -> Tuple[Tensor, List[Tensor]]:
        """The same latents, and Query_(MIMC) of the last step of sampling,
        for which nothing is computed twice; see :meth:`mimc_query`."""
        tap = QueryTap(self.mimc, self._denoiser(compositions))
        latents = self.sample_latents(prompts, noise, tap)
        return latents, tap.query(len(noise))

    def last_timestep(self) -> int:
        """Where the last step of sampling starts, in the paper's counting, 1
        to T."""
        return round(self.sampling_timesteps()[-1])

    @torch.no_grad()
    def mimc_query(self, latents: Tensor, prompts: Sequence[str],
                   compositions: Sequence[Composition], noise: Tensor,
                   t: int = 1) -> List[Tensor]:
        """Query_(MIMC) of images, for annotation decoders.

        Args:
            latents: x_0, (B, 4, h, w).
            prompts: B texts.
            compositions: what the images show.
            noise: standard normal, like ``latents``.
            t: step in the paper's counting, 1 to T.

        Returns:
            One (B, C_s, h_s, w_s) per resolution, coarse to fine: the
            queries of its blocks, joined along the channels.
        """
        noised = add_noise(latents, noise.to(latents), self.alphas_cumprod,
                           t)
        encoded = self.mimc.encode(self.mimc.batch(compositions))
        with FeatureProbe().attached(self.mimc.query_layers()) as probe:
            composed_forward(self, self.mimc, encoded, noised, t - 1,
                             self.encode_prompt(prompts))
        return list(probe.by_scale().values())

    def query_shape(self) -> Dict[str, Any]:
        """What annotation decoders are built from: ``query_channels`` per
        resolution, coarse to fine, and ``finest_stride``, the image's pixels
        per cell of the finest one.

        Found by a pass over the smallest latent that has all resolutions.
        """
        side = self.size_divisor // self.vae_factor
        latents = torch.zeros(1, self.unet.config.in_channels, side, side,
                              device=self.device, dtype=self.dtype)
        query = self.mimc_query(latents, [''], [Composition()],
                                torch.zeros_like(latents))
        return dict(query_channels=[maps.shape[1] for maps in query],
                    finest_stride=self.size_divisor // query[-1].shape[-1])
