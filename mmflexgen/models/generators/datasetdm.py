"""DatasetDM: text to image and label, from about 100 labelled images."""

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from torch import Tensor

from mmflexgen.models.diffusion import class_maps, seeded_noise
from mmflexgen.registry import DATASETS, MODELS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError
from .label_classes import label_classes
from .template import template_prompt

BACKGROUND = 'background'


@MODELS.register_module()
class DatasetDM(BaseModel):
    """A frozen latent diffusion model with a trained perception decoder.

    Training inverts labelled images (equation 2), reads features and
    cross-attention in one UNet pass (equation 3) and fits the decoder.
    Generation samples an image from a prompt and decodes its label from the
    same pass over the finished latent (equation 1).

    Args:
        base_model: config of :class:`LatentDiffusion`.
        decoder: config of :class:`PDecoder` without the arguments that
            follow from the base model.
        metainfo: ``dict(classes=..., palette=...)``, or the name of a
            dataset class to take it from, such as
            'mmseg.PascalVOCDataset'.
        data_preprocessor: mmseg's, mapping images to RGB in [-1, 1].
        prompt_names: how to write a class in a prompt, where its name is no
            English, e.g. ``dict(tvmonitor='tv monitor')``.
        timestep: inversion step t, 1 to T; 1 in the paper.
        attn_reduce: 'mean' over heads and layers (paper) or 'concat'
            (released code).
        attn_channels: 'token' gives the decoder one map per token position
            (paper), 'class' one per class, zero for classes that the prompt
            does not name, so a map means the same in every prompt.
        prompt_dropout: share of training images whose prompt names no
            class, so that the decoder also works without names.
        class_names: prompts of :meth:`predict`, 'given' (the classes of the
            ground truth), 'none', or both; the first fills
            ``pred_sem_seg`` and ``seg_logits``, each one also
            ``seg_logits_given`` or ``seg_logits_none``.
        annotation_prompt: 'sampled' annotates a sample with the prompt it
            was drawn from (paper), 'template' with the training template.
        restrict_to_prompt: whether a sample's label may hold the prompted
            classes and the background only.
        ignore_below: pixels whose winning class has a lower probability are
            labelled 255; 0 keeps all.
    """

    kinds: Tuple[str, ...] = ('sem_seg', )
    ignore_index = 255

    def __init__(self,
                 base_model: Dict[str, Any],
                 decoder: Dict[str, Any],
                 metainfo: Union[str, Dict[str, Any]],
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 prompt_names: Optional[Dict[str, str]] = None,
                 timestep: int = 1,
                 attn_reduce: str = 'mean',
                 attn_channels: str = 'token',
                 prompt_dropout: float = 0.,
                 class_names: Union[str, Sequence[str]] = 'given',
                 annotation_prompt: str = 'sampled',
                 restrict_to_prompt: bool = False,
                 ignore_below: float = 0.) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        if isinstance(metainfo, str):
            dataset = DATASETS.get(metainfo)
            if dataset is None:
                raise InputError(
                    f"metainfo is '{metainfo}', which is no registered "
                    "dataset: name one with its scope, such as "
                    "'mmseg.PascalVOCDataset', or give classes and palette.")
            metainfo = dataset.METAINFO
        self.classes = tuple(metainfo['classes'])
        self.prompt_names = {name: name for name in self.classes}
        self.prompt_names.update(prompt_names or {})
        self.metainfo = dict(metainfo, prompt_names=self.prompt_names)
        self.timestep = timestep
        self.attn_reduce = attn_reduce
        self.attn_channels = attn_channels
        self.prompt_dropout = prompt_dropout
        self.class_names = ([class_names] if isinstance(class_names, str)
                            else list(class_names))
        self.annotation_prompt = annotation_prompt
        self.restrict_to_prompt = restrict_to_prompt
        self.ignore_below = ignore_below
        self.base = MODELS.build(base_model)
        self.decoder = MODELS.build({**decoder, **self._decoder_shape()})

    def _decoder_shape(self) -> Dict[str, Any]:
        """The decoder's arguments that follow from the base model."""
        features, groups = self.base.hypercolumn_channels(self.attn_reduce)
        per_group = (len(self.classes) if self.attn_channels == 'class'
                     else self.base.max_tokens)
        return dict(
            num_classes=len(self.classes),
            feature_channels=features,
            attn_channels=[count * per_group for count in groups],
            num_tokens=self.base.max_tokens,
            finest_stride=self.base.vae_factor,
            ignore_index=self.ignore_index)

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[SegDataSample]] = None,
                mode: str = 'tensor') -> Any:
        """mmengine's entry.

        Args:
            inputs: images (B, 3, H, W), RGB in [-1, 1].
            data_samples: 'loss' reads ``gt_sem_seg``; 'predict' reads it
                for the class names (where they are given) and the meta keys
                ``ori_shape`` and ``img_padding_size``.
            mode: 'loss' returns a dict of losses, 'predict' the data
                samples with predictions (see :meth:`predict`), 'tensor' the
                class scores (B, C, h, w) without class names.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        names: List[List[int]] = [[] for _ in range(len(inputs))]
        return self.scores(self.base.encode_image(inputs), names)

    def loss(self, inputs: Tensor,
             data_samples: List[SegDataSample]) -> Dict[str, Tensor]:
        """Decoder losses on labelled images."""
        named = [self._present(sample) for sample in data_samples]
        for classes in named:
            if torch.rand(()).item() < self.prompt_dropout:
                classes.clear()
            # The order must not give the class away.
            order = torch.randperm(len(classes)).tolist()
            classes[:] = [classes[index] for index in order]
        labels = []
        for image, sample in zip(inputs, data_samples):
            label = sample.gt_sem_seg.data.squeeze(0)
            if label.shape != image.shape[-2:]:
                raise InputError(
                    f"'{sample.get('seg_map_path')}' is "
                    f'{tuple(label.shape)} and its image '
                    f'{tuple(image.shape[-2:])} (height, width): a label map '
                    'must have the size of its image.')
            labels.append(label)
        latents = self.base.encode_image(inputs)
        column = self.hypercolumn(latents, self._prompts(named), named,
                                  torch.randn(latents.shape))
        return self.decoder.loss(*column, labels)

    @torch.no_grad()
    def predict(self, inputs: Tensor,
                data_samples: Optional[List[SegDataSample]] = None
                ) -> List[SegDataSample]:
        """Labels of real images.

        Returns:
            The data samples with ``pred_sem_seg`` (1, H, W),
            ``seg_logits`` (C, H, W; scores of 0 or more) and, per entry of
            ``class_names``, ``seg_logits_<entry>``, at the original size.
        """
        latents = self.base.encode_image(inputs)
        samples = data_samples or [SegDataSample() for _ in inputs]
        for mode in reversed(self.class_names):
            named: List[List[int]] = [[] for _ in samples]
            if mode == 'given' and data_samples:
                named = [self._present(sample) for sample in samples]
            scores = F.interpolate(
                self.scores(latents, named), inputs.shape[-2:],
                mode='bilinear', align_corners=False)
            for sample, score in zip(samples, scores):
                score = self._original_size(score, sample)
                sample.set_field(PixelData(data=score), f'seg_logits_{mode}')
                sample.seg_logits = PixelData(data=score)
                sample.pred_sem_seg = PixelData(
                    data=score.argmax(0, keepdim=True))
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
        named = [self._class_indices(request) for request in requests]
        prompts = [request.prompt for request in requests]
        shape = self.base.latent_shape()
        # The sample's noise and the inversion's, from one generator.
        noise = seeded_noise([request.seed for request in requests],
                             (2, *shape))
        latents = self.base.sample_latents(prompts, noise[:, 0])
        images = self.base.decode(latents)
        if self.annotation_prompt == 'template':
            prompts = self._prompts(named)
        column = self.hypercolumn(latents, prompts, named, noise[:, 1])
        scores = F.interpolate(
            self.decoder.semantic_scores(*column), images.shape[-2:],
            mode='bilinear', align_corners=False)
        return [self._sample(*each)
                for each in zip(requests, images, scores, named)]

    def scores(self, latents: Tensor, named: List[List[int]]) -> Tensor:
        """Class scores (B, C, h, w) of images under template prompts.

        The inversion's noise is the same for every image: a result depends
        neither on its neighbours nor on its place in the data.
        """
        noise = seeded_noise([0] * len(latents), latents.shape[1:])
        column = self.hypercolumn(latents, self._prompts(named), named,
                                  noise)
        return self.decoder.semantic_scores(*column)

    def hypercolumn(self, latents: Tensor, prompts: Sequence[str],
                    named: Sequence[Sequence[int]], noise: Tensor
                    ) -> Tuple[List[Tensor], List[Optional[Tensor]]]:
        """F and A^, as the decoder reads them.

        Args:
            latents: x_0, (B, 4, h, w).
            prompts: B texts.
            named: class indices that each prompt names.
            noise: like ``latents``.
        """
        column = self.base.hypercolumn(latents, prompts, noise,
                                       self.timestep, self.attn_reduce)
        attn = column.attn
        if self.attn_channels == 'class':
            positions = []
            for prompt, indices in zip(prompts, named):
                names = [self._prompt_name(index) for index in indices]
                found = self.base.token_positions(prompt, names)
                positions.append([(index, found[name])
                                  for index, name in zip(indices, names)])
            attn = [maps if maps is None else class_maps(
                maps, positions, len(self.classes)) for maps in attn]
        return column.features, [
            maps if maps is None else maps.flatten(1, 2) for maps in attn]

    def _present(self, sample: SegDataSample) -> List[int]:
        """Foreground classes of a label map."""
        present = label_classes(sample, len(self.classes), self.ignore_index)
        return [index for index in present
                if self.classes[index] != BACKGROUND]

    def _prompt_name(self, index: int) -> str:
        return self.prompt_names[self.classes[index]]

    def _prompts(self, named: Sequence[Sequence[int]]) -> List[str]:
        return [template_prompt([self._prompt_name(index)
                                 for index in indices]) for indices in named]

    def _class_indices(self, request: SynthRequest) -> List[int]:
        """Indices of a request's classes."""
        unknown = [name for name in request.classes
                   if name not in self.classes]
        if unknown:
            raise InputError(
                f"Class '{unknown[0]}' of the prompt '{request.prompt}' is "
                f'none of the classes the decoder was trained on: use '
                f'{", ".join(self.classes)}.')
        return [self.classes.index(name) for name in request.classes]

    def _original_size(self, score: Tensor, sample: SegDataSample) -> Tensor:
        """Scores (C, H, W) without padding, resized to the image file's."""
        left, right, top, bottom = sample.get('img_padding_size',
                                              (0, 0, 0, 0))
        height, width = score.shape[-2:]
        score = score[:, top:height - bottom, left:width - right]
        size = tuple(sample.get('ori_shape', score.shape[-2:])[:2])
        return F.interpolate(score[None], size, mode='bilinear',
                             align_corners=False)[0]

    def _sample(self, request: SynthRequest, image: Tensor, score: Tensor,
                named: List[int]) -> SynthSample:
        """Image (3, H, W) and class scores (C, H, W) to a sample."""
        if self.restrict_to_prompt:
            allowed = [index for index, name in enumerate(self.classes)
                       if index in named or name == BACKGROUND]
            kept = torch.zeros_like(score)
            kept[allowed] = score[allowed]
            score = kept
        probs = score / score.sum(0, keepdim=True).clamp(min=1e-6)
        winner, label = probs.max(0)
        label[winner < self.ignore_below] = self.ignore_index
        # A NaN image turns black; a filter finds it.
        image = ((image / 2 + 0.5).nan_to_num(0.).clamp(0, 1) * 255).round()
        sample = SynthSample(metainfo=dict(
            request=request, scores=dict(confidence=winner.mean().item())))
        sample.image = image.permute(1, 2, 0).byte().cpu().numpy()
        sample.sem_seg = label.byte().cpu().numpy()
        return sample
