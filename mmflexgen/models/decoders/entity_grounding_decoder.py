"""FreeGen's Entity-level Grounding Decoder (second stage)."""

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .entity_alignment import EntityAlignment
from .heads import EntityMasks, GroundingHead
from .hypercolumn_fusion import HypercolumnFusion
from .pixel_decoder import PixelDecoder


@MODELS.register_module()
class EntityGroundingDecoder(nn.Module):
    """A mask of every entity that a prompt names, by its name.

    The paper's three modules: a text adapter, the alignment of features and
    entities (equations 6 and 7), and a Mask2Former decoder among whose
    queries are the entities. It takes the place of a :class:`PDecoder` in a
    generator. No weight belongs to an entity, so a checkpoint serves any
    list of classes.

    One more, learned entity stands for whatever has no name: attention over
    a single entity would be the same everywhere, and over none undefined.

    Args:
        feature_channels: channels of F per resolution, coarse to fine.
        attn_channels: channels of A^ by class if the head has an
            ``attn_prior``, else all 0: what is learned reads features alone.
        num_tokens: token positions of the text encoder.
        finest_stride: image pixels per cell of the finest resolution.
        metainfo: classes of the generator.
        class_text: gives the encoded names of the classes, (C, D). This and
            the arguments above come from the generator.
        head: settings of :class:`GroundingHead`.
        alignment: settings of :class:`EntityAlignment`.
        channels: width everywhere, a multiple of 32.
        mask_stride: image pixels per cell of the mask feature.
        feature_dropout: see ``dropout`` of :class:`HypercolumnFusion`.

    Raises:
        InputError: the generator hands over cross-attention that nothing
            reads, or none for the head's ``attn_prior``.
    """

    def __init__(self,
                 feature_channels: Sequence[int],
                 attn_channels: Sequence[int],
                 num_tokens: int,
                 finest_stride: int,
                 metainfo: Dict[str, Any],
                 class_text: Callable[[], Tensor],
                 head: Optional[Dict[str, Any]] = None,
                 alignment: Optional[Dict[str, Any]] = None,
                 channels: int = 256,
                 mask_stride: int = 4,
                 feature_dropout: float = 0.) -> None:
        super().__init__()
        num_levels = len(feature_channels)
        self.fusion = HypercolumnFusion(
            feature_channels, [0] * num_levels, num_tokens, channels,
            feature_dropout, kernel_size=3)
        text = class_text()
        # It follows from the base model: no part of a checkpoint.
        self.register_buffer('text', text, persistent=False)
        self.text_adapter = nn.Sequential(
            nn.LayerNorm(text.shape[1]), nn.Linear(text.shape[1], channels),
            nn.ReLU(inplace=True), nn.Linear(channels, channels))
        self.nameless = nn.Parameter(torch.randn(channels))
        self.alignment = EntityAlignment(channels, num_levels,
                                         **(alignment or {}))
        self.pixel_decoder = PixelDecoder(num_levels, channels,
                                          finest_stride, mask_stride)
        self.head = GroundingHead(channels=channels, num_memories=num_levels,
                                  metainfo=metainfo, **(head or {}))
        if any(attn_channels) and self.head.attn_prior is None:
            raise InputError(
                'EntityGroundingDecoder reads features alone: set '
                "attn_channels='none' of the generator, or give the "
                "decoder's head an attn_prior.")
        if not any(attn_channels) and self.head.attn_prior is not None:
            raise InputError(
                'attn_prior of GroundingHead needs cross-attention: set '
                "attn_channels='class' of the generator.")

    def entities(self, named: Sequence[Sequence[int]]
                 ) -> Tuple[Tensor, Tensor]:
        """Y before the first layer: the nameless one, then the named.

        Args:
            named: indices of the classes that each prompt names.

        Returns:
            (B, 1 + E, channels), and bool (B, 1 + E), True where an image
            names fewer than E.
        """
        most = max((len(labels) for labels in named), default=0)
        text = self.nameless.expand(len(named), 1 + most, -1).clone()
        padding = torch.ones(text.shape[:2], dtype=torch.bool,
                             device=text.device)
        padding[:, 0] = False
        for index, labels in enumerate(named):
            if len(labels):
                text[index, 1:1 + len(labels)] = self.text_adapter(
                    self.text[list(labels)])
                padding[index, 1:1 + len(labels)] = False
        return text, padding

    def forward(self, features: Sequence[Tensor],
                attn: Sequence[Optional[Tensor]],
                named: Sequence[Sequence[int]] = ()) -> Any:
        """Decode.

        Args:
            features: F, one (B, C_s, h_s, w_s) per resolution.
            attn: A^ by class, one (B, G C, h_s, w_s) or None per resolution,
                for the head's prior; not read without one.
            named: indices of the classes that each prompt names.

        Returns:
            :class:`EntityMasks`.
        """
        decoded = self._decode(features, named)
        if self.head.attn_prior is not None:
            decoded.attn = self.head.attn_prior.maps(attn, named)
        return decoded

    def _decode(self, features: Sequence[Tensor],
                named: Sequence[Sequence[int]]) -> EntityMasks:
        maps = self.fusion(features, [None] * len(features))
        text, padding = self.entities(named)
        maps, text = self.alignment(maps, text, padding)
        mask_feature, memory = self.pixel_decoder(maps)
        return self.head(mask_feature, memory, text[:, 1:], padding[:, 1:],
                         named)

    def loss(self, features: Sequence[Tensor],
             attn: Sequence[Optional[Tensor]], data_samples: List[Any],
             size: Tuple[int, int], named: Sequence[Sequence[int]] = ()
             ) -> Dict[str, Tensor]:
        """Training losses.

        Args:
            features, named: as in :meth:`forward`.
            attn: not read.
            data_samples, size: as in :meth:`Head.loss`.
        """
        return self.head.loss(self._decode(features, named), data_samples,
                              size)
