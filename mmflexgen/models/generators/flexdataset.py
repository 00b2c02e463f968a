"""FlexDataset: images of compositions, and their annotations."""

from functools import partial
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import torch
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.models.outputs import (interpolate, join_predictions,
                                      to_original)
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, SynthRequest, SynthSample
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import resolve_metainfo
from .common import to_uint8
from .labelled_compositions import labelled_composition


@MODELS.register_module()
class FlexDataset(BaseModel):
    """Images with the boxes that were asked for, and what decoders see.

    The composition-to-image model comes from the folder that training of
    :class:`CompositionToImage` exported, and is frozen. Annotation decoders
    (VAG Plan A) read Query_(MIMC), and the image only if asked to: training
    noises labelled images to ``timestep``, reads the query in one UNet pass
    with the composition of their boxes, and fits the decoders; generation
    reads it while it draws, or in one more pass. All decoders share the
    query. Without decoders there is nothing to train, and samples have boxes
    alone.

    Args:
        base_model: config of :class:`ComposedDiffusion`.
        metainfo: of the labels, or the name of a dataset class to take it
            from, such as 'mmflexgen.ShapesWorldDataset'. Boxes and heads
            that find objects read ``thing_classes``, others ``classes``.
        decoders: by a name of one's own, the config of one
            :class:`QueryDecoder` per kind of label, without the arguments
            that follow from the base model.
        data_preprocessor: mmseg's or mmdet's, mapping images to RGB in
            [-1, 1].
        prompt_names: how the text encoder is asked for a class whose name
            is no English, e.g. ``dict(tvmonitor='tv monitor')``.
        size: side of the images in pixels; that of the base model by
            default.
        timestep: None reads the query in the last step of sampling, where
            it is computed anyway, and trains at this step's noise. A number
            t, 1 to T, reads it in a pass of its own: the finished latents
            are noised to t, as :class:`DatasetDM` does.
        restrict_to_composition: whether a label may hold nothing but the
            composition's categories, by their own name or by that of
            ``prompt_names``, and the background.
    """

    def __init__(self,
                 base_model: Dict[str, Any],
                 metainfo: Union[str, Dict[str, Any]],
                 decoders: Optional[Dict[str, Dict[str, Any]]] = None,
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 prompt_names: Optional[Dict[str, str]] = None,
                 size: Optional[int] = None,
                 timestep: Optional[int] = None,
                 restrict_to_composition: bool = False) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        self.base = MODELS.build(base_model)
        self.metainfo = resolve_metainfo(metainfo)
        self.prompt_names = dict(prompt_names or {})
        self.size = size
        self.timestep = timestep
        self.restrict_to_composition = restrict_to_composition
        shape = self.base.query_shape() if decoders else {}
        self.decoders = nn.ModuleDict({
            name: MODELS.build(dict(
                decoder, metainfo=self.metainfo, class_text=self._class_text,
                **shape)) for name, decoder in (decoders or {}).items()})

    @property
    def kinds(self) -> Tuple[str, ...]:
        """Fields of the samples that hold annotations."""
        return tuple(dict.fromkeys(['instances', *(
            decoder.head.kind for decoder in self.decoders.values())]))

    def _class_text(self, names: Sequence[str]) -> Tensor:
        """Encoded names of classes, (C, D)."""
        return self.base.encode_names(
            [self.prompt_names.get(name, name) for name in names]).float()

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor') -> Any:
        """mmengine's entry.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: mmseg's or mmdet's. All modes read the boxes, see
                :func:`labelled_composition`, and a ``prompt`` where there
                is one; 'loss' the ground truth of every decoder's task,
                'predict' the meta keys that say how the image was resized
                and padded.
            mode: 'loss' returns a dict of losses, 'predict' the data
                samples with predictions (see :meth:`predict`), 'tensor'
                what each decoder decodes, by name.

        Raises:
            InputError: an image comes without its boxes, or there are no
                decoders to train.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        return self._decode(self.labelled_query(inputs, data_samples),
                            inputs)

    def loss(self, inputs: Tensor, data_samples: List[BaseDataElement]
             ) -> Dict[str, Tensor]:
        """The decoders' losses on labelled images, ``<decoder>.<loss>``.

        Every visit draws the noise of the query's pass anew.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with boxes and ground truth.

        Raises:
            InputError: there are no decoders.
        """
        if not self.decoders:
            raise InputError('FlexDataset without decoders has nothing to '
                             'train: set model.decoders.')
        query = self.labelled_query(inputs, data_samples, fixed_noise=False)
        size = tuple(inputs.shape[-2:])
        return {f'{name}.{key}': value
                for name, decoder in self.decoders.items()
                for key, value in decoder.loss(query, data_samples, size,
                                               inputs).items()}

    def labelled_query(self, inputs: Tensor,
                       data_samples: List[BaseDataElement],
                       fixed_noise: bool = True) -> List[Tensor]:
        """Query_(MIMC) of labelled images; no gradient reaches it.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with boxes.
            fixed_noise: whether every image gets the same, so that a result
                depends neither on its neighbours nor on its place in the
                data; drawn from torch's generator otherwise.
        """
        latents = self.base.encode_image(inputs)
        noise = (seeded_noise([0] * len(latents), latents.shape[1:])
                 if fixed_noise else torch.randn(latents.shape))
        t = self.timestep or self.base.last_timestep()
        return self.base.mimc_query(
            latents, [sample.get('prompt', '') for sample in data_samples],
            self._compositions(inputs, data_samples), noise, t)

    @torch.no_grad()
    def predict(self, inputs: Tensor, data_samples: List[BaseDataElement]
                ) -> List[BaseDataElement]:
        """Labels of images whose boxes are known.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with boxes.

        Returns:
            The data samples with the fields that :meth:`Head.predict` names,
            at the original size.

        Raises:
            InputError: two decoders predict the same field.
        """
        decoded = self._decode(self.labelled_query(inputs, data_samples),
                               inputs)
        scenes = self._compositions(inputs, data_samples)
        for index, (sample, scene) in enumerate(zip(data_samples, scenes)):
            resize = partial(to_original, size=inputs.shape[-2:],
                             sample=sample)
            found = {name: decoder.head.predict(decoded[name], index, resize,
                                                self._allowed(scene))
                     for name, decoder in self.decoders.items()}
            for key, value in join_predictions(found).items():
                sample.set_field(value, key)
        return data_samples

    def check_source(self, source: Any) -> None:
        """Refuses scenes that cannot be drawn before any is.

        Args:
            source: :class:`CompositionSource`, or another one, whose
                requests are looked at when they come.

        Raises:
            InputError: a scene has more objects than the MIMC layers have
                places for.
        """
        most = getattr(source, 'most_objects', 0)
        if most > self._places:
            raise InputError(
                f'the layouts have scenes of {most} objects and the model '
                f'takes {self._places}: leave some objects out (readers of '
                'datasets have max_objects), or train with a larger '
                'num_places')

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Images of the requests' compositions, with their annotations.

        A sample depends on its own request alone: noise comes from the
        request's seed. The image does not depend on the decoders.

        Raises:
            InputError: a request has no composition, or asks for a category
                that the model does not know.
        """
        self.eval()
        prompts = [request.prompt for request in requests]
        scenes = [self._composition(request) for request in requests]
        seeds = [request.seed for request in requests]
        shape = self.base.latent_shape(self.size)
        latents, query = self.base.composed_latents_and_query(
            prompts, seeded_noise(seeds, shape), scenes)
        if self.decoders and self.timestep is not None:
            # From the same generators, after the images' noise.
            noise = seeded_noise(seeds, (2, *shape))[:, 1]
            query = self.base.mimc_query(latents, prompts, scenes, noise,
                                         self.timestep)
        images = self.base.decode(latents).clamp(-1, 1)
        decoded = self._decode(query, images)
        return [self._sample(request, image, decoded, index)
                for index, (request, image) in enumerate(zip(
                    requests, images))]

    def _sample(self, request: SynthRequest, image: Tensor,
                decoded: Dict[str, Any], index: int) -> SynthSample:
        """One sample of an image (3, H, W) and what was decoded of its
        batch."""
        sample = SynthSample(metainfo=dict(request=request, scores={}),
                             image=to_uint8(image))
        resize = partial(interpolate, size=image.shape[-2:])
        allowed = self._allowed(request.composition)
        for name, decoder in self.decoders.items():
            decoder.head.annotate(decoder.head.predict(
                decoded[name], index, resize, allowed), sample)
        if 'instances' not in sample:
            sample.instances = composition_instances(
                request.composition, list(self.metainfo['thing_classes']),
                *sample.image.shape[:2])
        return sample

    def _decode(self, query: Sequence[Tensor], image: Tensor
                ) -> Dict[str, Any]:
        return {name: decoder(query, image)
                for name, decoder in self.decoders.items()}

    def _compositions(self, inputs: Tensor,
                      data_samples: Sequence[BaseDataElement]
                      ) -> List[Composition]:
        return [labelled_composition(sample, self.metainfo,
                                     tuple(inputs.shape[-2:]), self._places)
                for sample in data_samples]

    @property
    def _places(self) -> int:
        """Objects that the MIMC layers take, beside the whole image."""
        return self.base.mimc.config['num_places'] - 1

    @staticmethod
    def _composition(request: SynthRequest) -> Composition:
        if request.composition is None:
            raise InputError(
                f'sample {request.sample_id} has no composition, which '
                'FlexDataset draws: use CompositionSource as '
                'synthesis.source')
        return request.composition

    def _allowed(self, scene: Composition) -> Optional[set]:
        """Classes that a label of a scene may hold."""
        if not self.restrict_to_composition:
            return None
        asked = set(scene.categories)
        return asked | {name for name, prompt in self.prompt_names.items()
                        if prompt in asked}
