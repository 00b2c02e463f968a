"""FlexDataset: images of compositions."""

from typing import Any, Dict, List, Optional, Sequence, Union

import torch
from torch import nn

from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils import InputError
from .common import resolve_metainfo, to_uint8


@MODELS.register_module()
class FlexDataset(nn.Module):
    """Images with the boxes that were asked for.

    Nothing in it is trained: the model comes from the folder that training
    of :class:`CompositionToImage` exported.

    Args:
        base_model: config of :class:`ComposedDiffusion`.
        metainfo: ``dict(thing_classes=...)``, or the name of a dataset class
            to take it from, such as 'mmflexgen.ShapesWorldDataset'.
        size: side of the images in pixels; that of the base model by
            default.
    """

    kinds = ('instances', )

    def __init__(self, base_model: Dict[str, Any],
                 metainfo: Union[str, Dict[str, Any]],
                 size: Optional[int] = None) -> None:
        super().__init__()
        self.base = MODELS.build(base_model)
        self.metainfo = resolve_metainfo(metainfo)
        self.size = size

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Images of the requests' compositions.

        A sample depends on its own request alone: noise comes from the
        request's seed.

        Raises:
            InputError: a request has no composition, or asks for a category
                that the model does not know.
        """
        self.eval()
        for request in requests:
            if request.composition is None:
                raise InputError(
                    f'sample {request.sample_id} has no composition, which '
                    'FlexDataset draws: use CompositionSource as '
                    'synthesis.source')
        latents = self.base.composed_latents(
            [request.prompt for request in requests],
            seeded_noise([request.seed for request in requests],
                         self.base.latent_shape(self.size)),
            [request.composition for request in requests])
        return [self._sample(request, to_uint8(image)) for request, image
                in zip(requests, self.base.decode(latents))]

    def _sample(self, request: SynthRequest, image: Any) -> SynthSample:
        return SynthSample(
            metainfo=dict(request=request, scores={}), image=image,
            instances=composition_instances(
                request.composition, list(self.metainfo['thing_classes']),
                *image.shape[:2]))
