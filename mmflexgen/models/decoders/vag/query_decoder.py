"""What the decoders of VAG Plan A share."""

from abc import ABCMeta, abstractmethod
from typing import Any, Dict, List, Optional, Sequence, Tuple

from torch import Tensor, nn

from ..heads import Head


class QueryDecoder(nn.Module, metaclass=ABCMeta):
    """Query_(MIMC) to the annotation of one task, without an image encoder.

    A generator builds it with ``query_channels`` (per resolution, coarse to
    fine), ``finest_stride`` (image pixels per cell of the finest one),
    ``metainfo`` (classes of the generator) and ``class_text`` (encodes names
    of classes) beside the arguments of its config.

    Attributes:
        head: what is predicted, and how it becomes a label.
    """

    head: Head

    @abstractmethod
    def features(self, query: Sequence[Tensor],
                 image: Optional[Tensor] = None
                 ) -> Tuple[Tensor, List[Tensor]]:
        """What the head reads: a mask feature (B, C, h, w), and resolutions
        to attend to, coarse to fine; none for heads that do not attend."""

    def forward(self, query: Sequence[Tensor],
                image: Optional[Tensor] = None) -> Any:
        """Decode.

        Args:
            query: one (B, C_s, h_s, w_s) per resolution, coarse to fine, see
                :meth:`ComposedDiffusion.mimc_query`.
            image: (B, 3, H, W), RGB in [-1, 1]; most decoders need none.

        Returns:
            What the head's ``loss`` and ``predict`` take.
        """
        return self.head(*self.features(query, image))

    def loss(self, query: Sequence[Tensor], data_samples: List[Any],
             size: Tuple[int, int], image: Optional[Tensor] = None
             ) -> Dict[str, Tensor]:
        """Training losses.

        Args:
            query, image: as in :meth:`forward`.
            data_samples, size: as in :meth:`Head.loss`.
        """
        return self.head.loss(self(query, image), data_samples, size)
