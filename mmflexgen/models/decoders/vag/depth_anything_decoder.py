"""Depth-Anything's decoder on Query_(MIMC)."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from torch import Tensor, nn

from mmflexgen.registry import MODELS
from .depth_anything_head import DepthAnythingHead
from .depth_anything_weights import load_released, read_config
from .query_adapter import QueryAdapter
from .query_decoder import QueryDecoder


@MODELS.register_module()
class DepthAnythingDecoder(QueryDecoder):
    """transformers' neck and head of Depth-Anything, in metres.

    The neck first makes four resolutions of the one that its encoder has.
    The query comes in resolutions: 1x1 adapters take the place of this
    stage, and the coarsest level is pooled. Fusion stage and head are the
    library's, so that released weights of any of its models fit. The head
    is of the metric kind, a sigmoid times ``max_depth``: weights of a
    relative model tell depth only after they were trained here.

    Args:
        query_channels, finest_stride, metainfo, class_text: see
            :class:`QueryDecoder`.
        max_depth: metres; 10 for NYU, 80 for KITTI.
        loss_weight: of the scale-invariant loss.
        pretrained: local folder of a Depth-Anything model in transformers
            format; its sizes are taken over. None starts from random
            weights.
        sizes: settings of ``DepthAnythingConfig``: ``neck_hidden_sizes``
            (fine to coarse), ``fusion_hidden_size`` and
            ``head_hidden_size``. By default those of the small model.
        dropout: see :class:`QueryAdapter`.

    Raises:
        InputError: the folder holds no such model, or one of other sizes.
    """

    def __init__(self,
                 query_channels: Sequence[int],
                 finest_stride: int,
                 metainfo: Dict[str, Any],
                 class_text: Any = None,
                 max_depth: float = 10.,
                 loss_weight: float = 1.,
                 pretrained: Optional[str] = None,
                 sizes: Optional[Dict[str, Any]] = None,
                 dropout: float = 0.) -> None:
        # Slow to import, and not needed by the other decoders.
        from transformers import DepthAnythingConfig
        from transformers.models.depth_anything import (
            modeling_depth_anything as library)
        super().__init__()
        released = read_config(pretrained) if pretrained else {}
        config = DepthAnythingConfig(
            **{**released, **(sizes or {})},
            depth_estimation_type='metric', patch_size=finest_stride)
        self.adapter = QueryAdapter(
            query_channels, list(config.neck_hidden_sizes)[::-1], dropout)
        self.neck = library.DepthAnythingNeck(config)
        del self.neck.reassemble_stage
        self.head = DepthAnythingHead(config, max_depth, loss_weight)
        if pretrained:
            load_released(self.neck, self.head.estimator, pretrained)
        # The library's coarsest layer has nothing to add: it is released,
        # but never computed.
        self.neck.fusion_stage.layers[0].residual_layer1.requires_grad_(
            False)

    def features(self, query: Sequence[Tensor],
                 image: Optional[Tensor] = None
                 ) -> Tuple[Tensor, List[Tensor]]:
        """The fused map (B, fusion_hidden_size, 2 h, 2 w) of a query whose
        finest resolution has h x w cells."""
        # The neck counts fine to coarse.
        levels: List[Tensor] = self.adapter(query)[::-1]
        convs: nn.ModuleList = self.neck.convs
        return self.neck.fusion_stage([
            conv(level) for conv, level in zip(convs, levels)])[-1], []
