"""DatasetDM: text to image and labels, from about 100 labelled images."""

from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import (Any, Dict, List, Mapping, Optional, Sequence, Tuple,
                    Union)

import torch
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmflexgen.feature_cache import FeatureCache
from mmflexgen.models.decoders.heads.base import Resize
from mmflexgen.models.diffusion import class_maps, seeded_noise
from mmflexgen.models.outputs import (interpolate, join_predictions,
                                      to_original)
from mmflexgen.registry import MODELS
from mmflexgen.structures import (Hypercolumn, LabelledColumn, NamedClass,
                                  SynthRequest, SynthSample)
from mmflexgen.utils import InputError, check_choice
from mmflexgen.utils.metainfo import resolve_metainfo
from .common import known_classes, to_uint8
from .named_classes import named_classes
from .template import template_prompt


@MODELS.register_module()
class DatasetDM(BaseModel):
    """A frozen latent diffusion model with trained perception decoders.

    Training inverts labelled images (equation 2), reads features and
    cross-attention in one UNet pass (equation 3) and fits the decoders.
    Generation samples an image from a prompt and decodes its labels, one of
    every kind, from the same pass over the finished latent (equation 1).

    Args:
        base_model: config of :class:`LatentDiffusion`.
        decoders: by a name of one's own, the config of one
            :class:`PDecoder` or :class:`EntityGroundingDecoder` per kind of
            label, without the arguments that follow from the base model.
        metainfo: ``dict(classes=..., palette=...)``, or the name of a
            dataset class to take it from, such as
            'mmseg.PascalVOCDataset'. Heads that find objects read
            ``thing_classes``; ``classes`` follow from them where absent.
        data_preprocessor: mmseg's or mmdet's, mapping images to RGB in
            [-1, 1].
        prompt_names: how to write a class in a prompt, where its name is no
            English, e.g. ``dict(tvmonitor='tv monitor')``.
        timestep: inversion step t, 1 to T; 1 in the paper.
        attn_timestep: step of the cross-attention, where it is another one
            (table 4b): it comes from a UNet pass of its own.
        attn_reduce: 'mean' over heads and layers (paper) or 'concat'
            (released code).
        attn_channels: 'token' gives the decoders one map per token position
            (paper), 'class' one per class, zero for classes that the prompt
            does not name, so a map means the same in every prompt, 'none'
            leaves the cross-attention out (table 4b).
            :class:`OpenVocabularyHead` cannot read maps by token; of maps
            by class its decoder reads that of the class that it decodes, no
            other. :class:`GroundingHead` wants them by class, for its
            ``attn_prior``.
        prompt_dropout: share of training images whose prompt names no
            class, so that the decoders also work without names.
        class_names: prompts of :meth:`predict`, 'given' (the classes of the
            ground truth), 'none', or both; the first fills the fields that
            metrics read, such as ``pred_sem_seg``, each one also fields with
            its name at the end, such as ``seg_logits_none``.
        annotation_prompt: 'sampled' annotates a sample with the prompt it
            was drawn from (paper), 'template' with the training template.
        restrict_to_prompt: whether a prediction or label may hold nothing
            but the classes that its prompt names and the background; a
            prompt without names restricts nothing.
        mirror: whether to label the mirrored image too, by another pass of
            the UNet, and average the two, by heads that can; those that
            find objects cannot.
        feature_cache: folder of cached hypercolumns that training reads, the
            ``cache_dir`` of :class:`mmflexgen.CachedHypercolumns`.

    Raises:
        InputError: ``attn_channels``, ``class_names`` or
            ``annotation_prompt`` is none of the above, or a decoder reads
            attention by class, but ``attn_channels`` is 'token'.
    """

    def __init__(self,
                 base_model: Dict[str, Any],
                 decoders: Dict[str, Dict[str, Any]],
                 metainfo: Union[str, Dict[str, Any]],
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 prompt_names: Optional[Dict[str, str]] = None,
                 timestep: int = 1,
                 attn_timestep: Optional[int] = None,
                 attn_reduce: str = 'mean',
                 attn_channels: str = 'token',
                 prompt_dropout: float = 0.,
                 class_names: Union[str, Sequence[str]] = 'given',
                 annotation_prompt: str = 'sampled',
                 restrict_to_prompt: bool = False,
                 mirror: bool = False,
                 feature_cache: Optional[str] = None) -> None:
        super().__init__(data_preprocessor=dict(
            type='mmflexgen.ColumnPreprocessor', images=data_preprocessor))
        metainfo = resolve_metainfo(metainfo)
        self.classes = tuple(metainfo.get('classes')
                             or metainfo['thing_classes'])
        self.prompt_names = {name: name for name in self.classes}
        self.prompt_names.update(prompt_names or {})
        self.metainfo = dict(metainfo, prompt_names=self.prompt_names)
        self.timestep = timestep
        self.attn_timestep = attn_timestep or timestep
        self.attn_reduce = attn_reduce
        self.attn_channels = attn_channels
        self.prompt_dropout = prompt_dropout
        self.class_names = ([class_names] if isinstance(class_names, str)
                            else list(class_names))
        check_choice('attn_channels of DatasetDM', attn_channels,
                     ('token', 'class', 'none'))
        check_choice('annotation_prompt of DatasetDM', annotation_prompt,
                     ('sampled', 'template'))
        for mode in self.class_names:
            check_choice('class_names of DatasetDM', mode, ('given', 'none'))
        self.annotation_prompt = annotation_prompt
        self.restrict_to_prompt = restrict_to_prompt
        self.mirror = mirror
        self.feature_cache = feature_cache
        # All that a labelled image's column depends on, beside the image.
        self.column_settings = dict(
            base_model=base_model, data_preprocessor=data_preprocessor,
            metainfo={key: metainfo[key] for key in
                      ('classes', 'thing_classes') if key in metainfo},
            prompt_names=self.prompt_names, timestep=timestep,
            attn_reduce=attn_reduce, prompt_dropout=prompt_dropout)
        if self.attn_timestep != timestep:
            self.column_settings['attn_timestep'] = attn_timestep
        self.base = MODELS.build(base_model)
        shape = self._decoder_shape()
        self.decoders = nn.ModuleDict({
            name: MODELS.build({**decoder, **shape})
            for name, decoder in decoders.items()})
        for name, decoder in self.decoders.items():
            if decoder.head.class_attn and attn_channels == 'token':
                raise InputError(
                    f"Decoder '{name}' reads attention by class, but "
                    f"attn_channels is '{attn_channels}': set it to "
                    "'class'.")

    @property
    def kinds(self) -> Tuple[str, ...]:
        """Fields of the samples that hold annotations."""
        return tuple(dict.fromkeys(
            decoder.head.kind for decoder in self.decoders.values()))

    def column_shape(self) -> Dict[str, Any]:
        """``feature_channels`` and ``attn_groups`` per resolution, coarse to
        fine, ``num_tokens``, and ``finest_stride`` in pixels."""
        if self.feature_cache is not None:
            return FeatureCache(self.feature_cache).shape(
                self.column_settings)
        features, groups = self.base.hypercolumn_channels(self.attn_reduce)
        return dict(feature_channels=features, attn_groups=groups,
                    num_tokens=self.base.max_tokens,
                    finest_stride=self.base.vae_factor)

    def _decoder_shape(self) -> Dict[str, Any]:
        """The decoders' arguments that follow from the base model."""
        shape = self.column_shape()
        per_group = dict(token=shape['num_tokens'], none=0)
        per_group['class'] = len(self.classes)
        return dict(
            attn_channels=[count * per_group[self.attn_channels]
                           for count in shape.pop('attn_groups')],
            metainfo=self.metainfo, class_text=self._class_text, **shape)

    def _class_text(self) -> Tensor:
        """tau of every class (equation 4), (C, D)."""
        return self.base.encode_names(
            [self.prompt_names[name] for name in self.classes]).float()

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor') -> Any:
        """mmengine's entry.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: mmseg's or mmdet's. 'loss' reads the ground truth
                of every decoder's task; 'predict' reads it for the class
                names (where they are given) and the meta keys that say how
                the image was resized and padded.
            mode: 'loss' returns a dict of losses, 'predict' the data
                samples with predictions (see :meth:`predict`), 'tensor'
                what each decoder's head decodes, by name, without class
                names.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        return self._views(inputs, [[] for _ in inputs])[0]

    def loss(self, inputs: Union[Tensor, LabelledColumn],
             data_samples: List[BaseDataElement]) -> Dict[str, Tensor]:
        """The decoders' losses on labelled images, ``<decoder>.<loss>``.

        Args:
            inputs: the images, or what :meth:`labelled_column` said of them.
            data_samples: with the ground truth.
        """
        if isinstance(inputs, Tensor):
            inputs = self.labelled_column(
                inputs, data_samples,
                with_attn=self.attn_channels != 'none' and any(
                    decoder.head.trains_on_attn
                    for decoder in self.decoders.values()))
        elif inputs.source != self.feature_cache:
            raise InputError(
                f"Training reads the feature cache '{inputs.source}', but "
                f"the model's feature_cache is '{self.feature_cache}': give "
                'both the same folder.')
        column = self._channels(inputs.column, inputs.named)
        labels = [[label for label, _ in names] for names in inputs.named]
        return {
            f'{name}.{key}': value
            for name, decoder in self.decoders.items()
            for key, value in decoder.loss(
                *column, data_samples, inputs.size, labels).items()}

    @torch.no_grad()
    def labelled_column(self, inputs: Tensor,
                        data_samples: List[BaseDataElement],
                        with_attn: bool = True) -> LabelledColumn:
        """The frozen part of a training step.

        The prompt is the template, or ``prompt`` of a sample that has one of
        its own (:class:`mmflexgen.LoadRequest`).

        Class order, prompt dropout and noise are drawn from a sample's
        ``view_seed`` where it has one (:class:`mmflexgen.SeededViews`), from
        torch's generator otherwise.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: with the ground truth.
            with_attn: whether A is wanted; None stands for it otherwise.
        """
        draws = [_view_generator(sample) for sample in data_samples]
        named = [named_classes(sample, self.metainfo)
                 for sample in data_samples]
        own = [sample.get('prompt') for sample in data_samples]
        for index, names in enumerate(named):
            if torch.rand((), generator=draws[index]) < self.prompt_dropout:
                names, own[index] = [], None
            # The order must not give the class away.
            order = torch.randperm(len(names), generator=draws[index])
            named[index] = [names[place] for place in order.tolist()]
        latents = self.base.encode_image(inputs)
        noise = torch.stack([
            torch.randn(latents.shape[1:], generator=draw)
            for draw in draws])
        prompts = self._prompts(named, own)
        return LabelledColumn(
            column=self._column(latents, prompts, noise, with_attn),
            named=self._named_tokens(prompts, named), prompts=prompts,
            size=tuple(inputs.shape[-2:]))

    @torch.no_grad()
    def predict(self, inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None
                ) -> List[BaseDataElement]:
        """Labels of real images.

        Returns:
            The data samples with the fields that :meth:`Head.predict` names,
            at the original size.

        Raises:
            InputError: two decoders predict the same field, such as the
                instances of an instance and of a pose decoder.
        """
        latents = self.base.encode_image(inputs)
        samples = data_samples or [BaseDataElement() for _ in inputs]
        for mode in reversed(self.class_names):
            named: List[List[str]] = [[] for _ in samples]
            prompts = self._prompts(named)
            if mode == 'given' and data_samples:
                named = [named_classes(sample, self.metainfo)
                         for sample in samples]
                prompts = self._prompts(named, [
                    sample.get('prompt') for sample in samples])
            views = self._views(inputs, named, prompts, latents=latents)
            for index, sample in enumerate(samples):
                resize = partial(to_original, size=inputs.shape[-2:],
                                 sample=sample)
                found = {
                    name: self._prediction(name, views, index, resize,
                                           named[index])
                    for name in self.decoders}
                for key, value in join_predictions(found).items():
                    sample.set_field(value, key)
                    sample.set_field(value, f'{key}_{mode}')
        return samples

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Images with their labels.

        A sample depends on its own request alone: noise comes from the
        request's seed.

        Raises:
            InputError: if a requested class is unknown or, with
                ``attn_channels='class'``, not in its prompt; if a prompt is
                too long.
        """
        self.eval()
        named = [known_classes(request, self.classes) for request in requests]
        prompts = [request.prompt for request in requests]
        shape = self.base.latent_shape()
        # The sample's noise and the inversion's, from one generator.
        noise = seeded_noise([request.seed for request in requests],
                             (2, *shape))
        latents = self.base.sample_latents(prompts, noise[:, 0])
        images = self.base.decode(latents)
        if self.annotation_prompt == 'template':
            prompts = self._prompts(named)
        views = self._views(images, named, prompts, noise[:, 1], latents)
        return self._samples(requests, images, views, named)

    @torch.no_grad()
    def annotate(self, images: Tensor, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Given images with their labels, under template prompts.

        Args:
            images: (B, 3, H, W), RGB in [-1, 1].
            requests: of each, for its classes.

        Raises:
            InputError: a class is unknown, or the images' size does not fit
                the base model.
        """
        self.eval()
        named = [known_classes(request, self.classes) for request in requests]
        views = self._views(images, named)
        return self._samples(requests, images, views, named)

    def _samples(self, requests: Sequence[SynthRequest], images: Tensor,
                 views: List[Dict[str, Any]], named: List[List[str]]
                 ) -> List[SynthSample]:
        """Samples of images (B, 3, H, W) and what was decoded of them."""
        resize = partial(interpolate, size=images.shape[-2:])
        samples = []
        for index, request in enumerate(requests):
            sample = SynthSample(metainfo=dict(request=request, scores={}))
            sample.image = to_uint8(images[index])
            for name, decoder in self.decoders.items():
                decoder.head.annotate(self._prediction(
                    name, views, index, resize, named[index]), sample)
            samples.append(sample)
        return samples

    def _views(self, images: Tensor, named: List[List[str]],
               prompts: Optional[Sequence[str]] = None,
               noise: Optional[Tensor] = None,
               latents: Optional[Tensor] = None) -> List[Dict[str, Any]]:
        """What each decoder decodes of images and, with ``mirror``, what
        those that average decode of the mirror images.

        Args:
            images: (B, 3, H, W).
            named: classes that each prompt names.
            prompts: B texts; the training template by default.
            noise: of the inversion. By default the same for every image, so
                that a result depends neither on its neighbours nor on its
                place in the data.
            latents: of the images, where they are known.
        """
        if prompts is None:
            prompts = self._prompts(named)
        if latents is None:
            latents = self.base.encode_image(images)
        if noise is None:
            noise = seeded_noise([0] * len(latents), latents.shape[1:])
        labels = self._labels(named)
        views = [self._decode(self.decoders, self.hypercolumn(
            latents, prompts, named, noise), labels)]
        averaging = {name: decoder for name, decoder in self.decoders.items()
                     if decoder.head.averages}
        if self.mirror and averaging:
            mirrored = self.base.encode_image(images.flip(-1))
            views.append(self._decode(averaging, self.hypercolumn(
                mirrored, prompts, named, noise), labels))
        return views

    @staticmethod
    def _decode(decoders: Mapping[str, nn.Module], column: Any,
                labels: List[List[int]]) -> Dict[str, Any]:
        return {name: decoder(*column, labels)
                for name, decoder in decoders.items()}

    def _prediction(self, name: str, views: List[Dict[str, Any]], index: int,
                    resize: Resize, names: Sequence[str]
                    ) -> Dict[str, BaseDataElement]:
        """One decoder's prediction for one image of :meth:`_views`."""
        head, allowed = self.decoders[name].head, self._allowed(names)
        found = [head.predict(view[name], index, back, allowed)
                 for view, back in zip(views, (
                     resize, lambda maps: resize(maps.flip(-1))))
                 if name in view]
        return found[0] if len(found) == 1 else head.average(found)

    def hypercolumn(self, latents: Tensor, prompts: Sequence[str],
                    named: Sequence[Sequence[str]], noise: Tensor
                    ) -> Tuple[List[Tensor], List[Optional[Tensor]]]:
        """F and A^, as the decoders read them.

        Args:
            latents: x_0, (B, 4, h, w).
            prompts: B texts.
            named: classes that each prompt names.
            noise: like ``latents``.
        """
        column = self._column(latents, prompts, noise,
                              self.attn_channels != 'none')
        if self.attn_channels != 'class':
            return self._channels(column, [])
        return self._channels(column, self._named_tokens(prompts, named))

    def _column(self, latents: Tensor, prompts: Sequence[str],
                noise: Tensor, with_attn: bool = True) -> Hypercolumn:
        """F and A of equation 3, each at its timestep."""
        read = partial(self.base.hypercolumn, latents, prompts, noise,
                       attn_reduce=self.attn_reduce)
        column = read(t=self.timestep)
        if not with_attn:
            return replace(column, attn=[None] * len(column.attn))
        if self.attn_timestep == self.timestep:
            return column
        return replace(column, attn=read(t=self.attn_timestep).attn)

    def _channels(self, column: Hypercolumn,
                  named: Sequence[Sequence[NamedClass]]
                  ) -> Tuple[List[Tensor], List[Optional[Tensor]]]:
        """F and A^: maps by token, by class, or none."""
        if self.attn_channels == 'none':
            return column.features, [None] * len(column.attn)
        attn = column.attn
        if self.attn_channels == 'class':
            attn = [maps if maps is None else class_maps(
                maps, named, len(self.classes)) for maps in attn]
        return column.features, [
            maps if maps is None else maps.flatten(1, 2) for maps in attn]

    def _named_tokens(self, prompts: Sequence[str],
                      named: Sequence[Sequence[str]]
                      ) -> List[List[NamedClass]]:
        """Index and token positions of the classes each prompt names."""
        result = []
        for prompt, names in zip(prompts, named):
            words = [self.prompt_names[name] for name in names]
            found = self.base.token_positions(prompt, words)
            result.append([(self.classes.index(name), found[word])
                           for name, word in zip(names, words)])
        return result

    def _prompts(self, named: Sequence[Sequence[str]],
                 own: Sequence[Optional[str]] = ()) -> List[str]:
        """Templates, but for images that have a prompt of their own."""
        templates = [
            template_prompt([self.prompt_names[name] for name in names])
            for names in named]
        return [prompt or template for prompt, template in zip_longest(
            own, templates)]

    def _labels(self, named: Sequence[Sequence[str]]) -> List[List[int]]:
        return [[self.classes.index(name) for name in names]
                for names in named]

    def _allowed(self, names: Sequence[str]) -> Optional[set]:
        """Classes that a prediction under a prompt may hold."""
        return set(names) if self.restrict_to_prompt and names else None


def _view_generator(sample: BaseDataElement) -> Optional[torch.Generator]:
    """Random numbers of a view; None stands for torch's own."""
    if 'view_seed' not in sample:
        return None
    return torch.Generator().manual_seed(sample.view_seed)
