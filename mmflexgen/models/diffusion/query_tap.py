"""Query_(MIMC) of images while they are drawn (FlexDataset)."""

from typing import Any, List

from torch import Tensor

from .feature_probe import FeatureProbe
from .mimc_layers import MIMCLayers
from .prompt_encoding import PromptEmbeds
from .sampling import Denoiser


class QueryTap:
    """A denoiser that remembers the query of its last evaluation.

    Args:
        mimc: the layers that are listened to.
        denoiser: evaluates a UNet with these layers.
    """

    def __init__(self, mimc: MIMCLayers, denoiser: Denoiser) -> None:
        self._layers = mimc.query_layers()
        self._denoiser = denoiser
        self._probe = FeatureProbe()

    def __call__(self, latents: Tensor, t: Any,
                 embeds: PromptEmbeds) -> Tensor:
        """The denoiser's output."""
        with self._probe.attached(self._layers):
            return self._denoiser(latents, t, embeds)

    def query(self, batch: int) -> List[Tensor]:
        """One (B, C_s, h_s, w_s) per resolution, coarse to fine.

        Args:
            batch: B; of a batch doubled for guidance the conditional half is
                given, which is the last.
        """
        return [maps[-batch:] for maps in self._probe.by_scale().values()]
