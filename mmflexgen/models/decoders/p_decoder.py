"""DatasetDM's perception decoder (3.4)."""

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from torch import Tensor, nn

from mmflexgen.registry import MODELS
from .class_pairs import ClassPairs
from .heads import Head
from .hypercolumn_fusion import HypercolumnFusion
from .pixel_decoder import PixelDecoder


@MODELS.register_module()
class PDecoder(nn.Module):
    """Hypercolumn to the prediction of one task.

    The parts of the paper's figure 3: fusion and pixel decoder serve every
    task, the head decides what is predicted and whether there is a
    transformer decoder.

    Args:
        feature_channels: channels of F per resolution, coarse to fine.
        attn_channels: channels of A^ per resolution, coarse to fine.
        num_tokens: token positions of the text encoder.
        finest_stride: image pixels per cell of the finest resolution.
        metainfo: classes of the generator. This and the arguments above come
            from the generator.
        head: config of a :class:`Head`.
        class_text: gives the encoded names of the classes, (C, D); from the
            generator too, called for heads that decode per class.
        channels: width everywhere, a multiple of 32.
        mask_stride: image pixels per cell of the mask feature.
        feature_dropout: see ``dropout`` of :class:`HypercolumnFusion`.
    """

    def __init__(self,
                 feature_channels: Sequence[int],
                 attn_channels: Sequence[int],
                 num_tokens: int,
                 finest_stride: int,
                 metainfo: Dict[str, Any],
                 head: Dict[str, Any],
                 class_text: Optional[Callable[[], Tensor]] = None,
                 channels: int = 256,
                 mask_stride: int = 4,
                 feature_dropout: float = 0.) -> None:
        super().__init__()
        inherited = dict(channels=channels,
                         num_memories=len(feature_channels),
                         metainfo=metainfo)
        if getattr(MODELS.get(head['type']), 'per_class', False):
            self.num_classes = len(metainfo['classes'])
            attn_channels = [count // self.num_classes
                             for count in attn_channels]
            inherited['class_text'] = class_text
        self.fusion = HypercolumnFusion(feature_channels, attn_channels,
                                        num_tokens, channels,
                                        feature_dropout)
        self.pixel_decoder = PixelDecoder(len(feature_channels), channels,
                                          finest_stride, mask_stride)
        self.head: Head = MODELS.build({**head, **inherited})

    def forward(self, features: Sequence[Tensor],
                attn: Sequence[Optional[Tensor]],
                named: Sequence[Sequence[int]] = ()) -> Any:
        """Decode a hypercolumn.

        Args:
            features: F, one (B, C_s, h_s, w_s) per resolution.
            attn: A^, one (B, K_s, h_s, w_s) or None per resolution. Maps by
                class if the head decodes per class.
            named: indices of the classes that each prompt names; read if the
                head decodes per class.

        Returns:
            What the head's ``loss`` and ``predict`` take.
        """
        if not self.head.per_class:
            return self.head(*self.pixel_decoder(self.fusion(features, attn)))
        pairs = ClassPairs.of(named, features[0].device)
        column = pairs.column(features, attn, self.num_classes)
        return self.head(*self.pixel_decoder(self.fusion(*column)), pairs)

    def loss(self, features: Sequence[Tensor],
             attn: Sequence[Optional[Tensor]], data_samples: List[Any],
             size: Tuple[int, int], named: Sequence[Sequence[int]] = ()
             ) -> Dict[str, Tensor]:
        """Training losses.

        Args:
            features, attn, named: as in :meth:`forward`.
            data_samples, size: as in :meth:`Head.loss`.
        """
        return self.head.loss(self(features, attn, named), data_samples,
                              size)
