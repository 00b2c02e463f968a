"""MODNet: a matte from an image alone, by three objectives at once."""

from typing import Any, Dict, Optional, Sequence, Tuple

from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.models.decoders.heads.dense_layers import stack_maps
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .branches import DetailBranch, FusionBranch, SemanticBranch
from .saliency_model import SaliencyModel
from .targets import coarse_matte, transition_region


@MODELS.register_module()
class MODNet(SaliencyModel):
    """Semantic estimation, detail prediction and their fusion.

    With alpha_g the matte, G(alpha_g) without detail and m_d where it
    changes, all losses being means over pixels or cells:

    - ``loss_semantic``: (s_p - G(alpha_g))^2 / 2 of the coarse mask;
    - ``loss_detail``: m_d |d_p - alpha_g| of the outline;
    - ``loss_matte``: |alpha_p - alpha_g|, plus the difference between the
      image seen through both, |alpha_p I - alpha_g I| with I from 0 to 1.

    The last needs the true foreground and background in the paper, which no
    dataset of saliency has; the image stands in for them, on black.

    Args:
        backbone: of mmseg, such as ``mmseg.MobileNetV2``, whose outputs have
            strides 2, 4, 16 and 32.
        in_channels: of its four outputs; of the third only the size counts.
        semantic_channels: of the semantic branch.
        detail_channels: of the other two, even.
        dilations: see :class:`EfficientASPP`.
        semantic_weight, detail_weight, matte_weight: of the losses.
        composition_weight: of the image term within ``loss_matte``.
        transition: width in pixels, odd, of the region around outlines.
        norm_cfg: of the norms outside the backbone.
        data_preprocessor, init_cfg: see :class:`mmengine.model.BaseModel`;
            images are padded on the right and below, if at all.

    Raises:
        InputError: an even ``transition``, or not four ``in_channels``.
    """

    def __init__(self,
                 backbone: Dict[str, Any],
                 in_channels: Sequence[int] = (16, 24, 96, 320),
                 semantic_channels: int = 96,
                 detail_channels: int = 32,
                 dilations: Sequence[int] = (1, 2, 4, 6),
                 semantic_weight: float = 1.,
                 detail_weight: float = 10.,
                 matte_weight: float = 1.,
                 composition_weight: float = 1.,
                 transition: int = 15,
                 norm_cfg: Dict[str, Any] = dict(type='BN'),
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 init_cfg: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor,
                         init_cfg=init_cfg)
        if transition % 2 == 0 or len(in_channels) != 4:
            raise InputError(
                f'transition of MODNet is {transition} and in_channels '
                f'{tuple(in_channels)}: give an odd width, and the channels '
                'at strides 2, 4, 16 and 32')
        self.backbone = MODELS.build(backbone)
        self.semantic = SemanticBranch(in_channels[-1], semantic_channels,
                                       dilations, norm_cfg)
        self.detail = DetailBranch(in_channels[:2], semantic_channels,
                                   detail_channels, norm_cfg)
        self.fusion = FusionBranch(semantic_channels, detail_channels,
                                   norm_cfg)
        self.weights = (semantic_weight, detail_weight, matte_weight)
        self.composition_weight = composition_weight
        self.transition = transition

    def mattes(self, inputs: Tensor) -> Tensor:
        """alpha_p, see :class:`SaliencyModel`."""
        return self._see(inputs)[2].sigmoid()

    def _see(self, inputs: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        """S(I), D(I, S(I)) and the logits of alpha_p."""
        *early, middle, deepest = self.backbone(inputs)
        semantic = self.semantic(deepest, middle)
        detail = self.detail(inputs, semantic, early)
        return semantic, detail, self.fusion(inputs, semantic, detail)

    def loss(self, inputs: Tensor,
             data_samples: Sequence[BaseDataElement]) -> Dict[str, Tensor]:
        """The three losses, weighted; see :class:`SaliencyModel`."""
        matte = stack_maps(data_samples, 'gt_saliency', inputs.shape[-2:],
                           inputs.device, 'LoadSaliency')
        semantic, detail, logits = self._see(inputs)
        mask = self.semantic.predict(semantic).sigmoid()
        outline = self.detail.predict(detail, inputs).sigmoid()
        region = transition_region(matte, self.transition)
        wrong = (logits.sigmoid() - matte).abs()
        image = self._unit_image(inputs)
        losses = (
            (mask - coarse_matte(matte, mask.shape[-2:])).square().mean() / 2,
            (region * (outline - matte).abs()).mean(),
            wrong.mean() + self.composition_weight * (wrong * image).mean())
        return {f'loss_{name}': weight * value for name, weight, value in zip(
            ('semantic', 'detail', 'matte'), self.weights, losses)}

    def _unit_image(self, inputs: Tensor) -> Tensor:
        """The images from 0 to 1, as they were before normalisation."""
        mean = getattr(self.data_preprocessor, 'mean', 0.)
        std = getattr(self.data_preprocessor, 'std', 1.)
        return (inputs * std + mean) / 255
