"""Dataset Diffusion (Nguyen et al. 2023), which FreeGen is compared with."""

from typing import Any, Dict, Sequence, Tuple

import torch.nn.functional as F
from torch import Tensor

from mmflexgen.models.diffusion import AttentionProbe
from mmflexgen.models.freegen import EntityTokens, entity_maps, find_blocks
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.utils import InputError
from .attention_generator import AttentionGenerator, Attended


@MODELS.register_module()
class DatasetDiffusion(AttentionGenerator):
    """Cross-attention, spread by powers of the self-attention.

    Both are averaged over heads, layers of their resolution and all steps of
    the sampling; the labels are A_s^power A_c. Nothing is trained.

    Args:
        cross_resolution: side of the grid of A_c, in cells.
        self_resolution: side of that of A_s, to which A_c is resized.
        power: of A_s.
        append_classes: whether an image is drawn, and attended to, with the
            class names added to its prompt, as the original does. It is
            another image then than the prompt's own.
        labeler: by default the threshold is the middle of ``uncertain``,
            and nothing is refined.
        uncertain: see :class:`AttentionGenerator`.
        kwargs: see :class:`AttentionGenerator`.

    Raises:
        InputError: ``power`` is below 0, or there is no such resolution.
    """

    def __init__(self,
                 cross_resolution: int = 16,
                 self_resolution: int = 32,
                 power: int = 4,
                 append_classes: bool = False,
                 uncertain: Tuple[float, float] = (0.5, 0.6),
                 **kwargs: Any) -> None:
        labeler: Dict[str, Any] = dict(
            type='mmflexgen.ThresholdLabeler',
            threshold=sum(uncertain) / 2)
        super().__init__(**{'labeler': labeler, 'uncertain': uncertain,
                            **kwargs})
        if power < 0:
            raise InputError(f'power of DatasetDiffusion is {power}; it must '
                             'be 0 or more')
        self.cross_size = (cross_resolution, cross_resolution)
        self.self_size = (self_resolution, self_resolution)
        for size in (self.cross_size, self.self_size):
            find_blocks(self.base, size)
        self.power = power
        self.append_classes = append_classes

    def prompt(self, request: SynthRequest) -> str:
        """The request's, with its classes added where asked for."""
        if not self.append_classes:
            return request.prompt
        names = [self.prompt_names[name] for name in request.classes]
        return f'{request.prompt}; {" ".join(names)}'

    def draw(self, prompts: Sequence[str], tokens: EntityTokens,
             noise: Tensor) -> Attended:
        """See :class:`AttentionGenerator`."""
        guided = self.base.guidance_scale > 1
        cross = AttentionProbe('cross', conditional_half=guided,
                               sizes=[self.cross_size])
        image = AttentionProbe('self', conditional_half=guided,
                               sizes=[self.self_size])
        with cross.attached(self.base.unet), image.attached(self.base.unet):
            latents = self.base.sample_latents(prompts, noise[:, 0])
        maps = entity_maps(cross.maps(self.cross_size), tokens)
        maps = F.interpolate(maps, self.self_size, mode='bilinear',
                             align_corners=False)
        maps = spread(image.maps(self.self_size), maps, self.power)
        return Attended(latents, maps, [{} for _ in prompts])


def spread(attention: Tensor, maps: Tensor, power: int) -> Tensor:
    """A_s^power applied to maps, without a power of A_s itself.

    Args:
        attention: self-attention as :meth:`AttentionProbe.maps` gives it,
            (B, 1, N, h, w): keys, then the grid of the queries.
        maps: (B, C, h, w).
        power: how often.
    """
    matrix = attention[:, 0].flatten(2).transpose(1, 2)  # queries x keys
    columns = maps.flatten(2).transpose(1, 2)
    for _ in range(power):
        columns = matrix @ columns
    return columns.transpose(1, 2).reshape(maps.shape)
