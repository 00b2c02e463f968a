"""SegGen: the mask first, then its image (section 3.3)."""

import os.path as osp
from abc import ABCMeta, abstractmethod
from functools import cached_property
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np
import torch
from mmengine.structures import InstanceData
from torch import Tensor, nn

from mmflexgen.datasets.counterparts import image_names
from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.models.seggen.denoiser import PALETTE
from mmflexgen.registry import DATASETS, MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import resolve_metainfo
from .common import to_uint8


class SegGen(nn.Module, metaclass=ABCMeta):
    """Masks, and the images that Mask2Img draws from them.

    Nothing in it is trained: the models come from the folders that training
    of :class:`Text2Mask` and :class:`Mask2Img` exported, and the colours
    from the palettes beside them.

    Args:
        mask2img: config of :class:`ControlledDiffusion`.
        metainfo: ``dict(classes=..., palette=...)``, or the name of a
            dataset class to take it from, such as 'mmseg.ADE20KDataset'.
            Panoptic samples need ``thing_classes`` and ``stuff_classes``.
        panoptic: whether samples hold segments, from which ``instances``
            follow, in place of ``sem_seg``.
        codec: further arguments of the :class:`ColourCodec`.
        prompt_names: how captions write a class, where its name is no
            English, e.g. ``dict(tvmonitor='tv monitor')``.

    Raises:
        InputError: a folder is no model, or its palette is of another number
            of classes, or of others by their names.
    """

    def __init__(self,
                 mask2img: Dict[str, Any],
                 metainfo: Union[str, Dict[str, Any]],
                 panoptic: bool = False,
                 codec: Optional[Dict[str, Any]] = None,
                 prompt_names: Optional[Dict[str, str]] = None) -> None:
        super().__init__()
        self.metainfo = dict(resolve_metainfo(metainfo),
                             prompt_names=prompt_names or {})
        self.panoptic = panoptic
        self._codec_options = codec or {}
        self.mask2img = MODELS.build(mask2img)
        self.encoder = self.build_codec(mask2img['controlnet'])

    def build_codec(self, folder: str) -> Any:
        """The codec whose palette stands in a model's folder."""
        things = self.metainfo.get('thing_classes', ())
        classes, options = self.metainfo.get('classes') or things, {}
        if self.panoptic:
            classes = (*things, *self.metainfo.get('stuff_classes', ()))
            options = dict(edge=True, num_things=len(things))
        return TASK_UTILS.build(dict(
            type='mmflexgen.ColourCodec', palette=osp.join(folder, PALETTE),
            num_classes=len(classes), classes=classes, **options,
            **self._codec_options))

    def dataset_files(self) -> Dict[str, bytes]:
        """What lies beside the samples: the palette of the colour maps that
        the images were drawn of."""
        return {PALETTE: self.encoder.to_json().encode()}

    @property
    def kinds(self) -> Tuple[str, ...]:
        """Fields of the samples that hold annotations."""
        return ('panoptic', 'instances') if self.panoptic else ('sem_seg', )

    @abstractmethod
    def masks(self, requests: Sequence[SynthRequest]) -> List[SynthSample]:
        """Samples that hold their labels, and no image yet."""

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Images with their labels.

        A sample depends on its own request alone: noise comes from the
        request's seed.

        Raises:
            InputError: labels of one batch differ in size, or do not fit
                the base model.
        """
        self.eval()
        samples = self.masks(requests)
        # Equation 2: C = f_mask->color(M), of clean colours in MaskSyn too.
        colours = [self._colours(sample) for sample in samples]
        height, width = self._size(colours)
        factor = self.mask2img.vae_factor
        channels = self.mask2img.latent_shape()[0]
        noise = torch.stack([
            self.noise(request, channels, height // factor,
                       width // factor)[1] for request in requests])
        latents = self.mask2img.controlled_latents(
            [request.prompt for request in requests], noise,
            torch.from_numpy(np.stack(colours)).permute(0, 3, 1, 2))
        for sample, image in zip(samples, self.mask2img.decode(latents)):
            sample.image = to_uint8(image)
        return samples

    @staticmethod
    def noise(request: SynthRequest, *shape: int) -> Tensor:
        """(2, *shape): of the mask and of the image, from one generator."""
        return seeded_noise([request.seed], (2, *shape))[0]

    def sample_of(self, request: SynthRequest, scores: Dict[str, float],
                  labels: np.ndarray,
                  segments: Optional[List[Dict[str, int]]] = None
                  ) -> SynthSample:
        """A sample with its labels.

        Args:
            request: that it answers.
            scores: of it.
            labels: ``sem_seg``, or ``panoptic`` with its ``segments``.
            segments: see :class:`SynthSample`.
        """
        sample = SynthSample(metainfo=dict(request=request, scores=scores))
        if segments is None:
            sample.sem_seg = labels
            return sample
        sample.panoptic = labels
        sample.set_metainfo(dict(segments=segments))
        sample.instances = thing_instances(
            labels, segments, len(self.metainfo['thing_classes']))
        return sample

    def _colours(self, sample: SynthSample) -> np.ndarray:
        if self.panoptic:
            return self.encoder.encode_panoptic(sample.panoptic,
                                                sample.segments)
        return self.encoder.encode(sample.sem_seg)

    def _size(self, colours: Sequence[np.ndarray]) -> Tuple[int, int]:
        size = colours[0].shape[:2]
        divisor = self.mask2img.size_divisor
        for each in colours:
            if each.shape[:2] != size:
                raise InputError(
                    f'A batch mixes labels of {size} and {each.shape[:2]} '
                    'pixels (height, width): crop them to one size in the '
                    'pipeline, or set synthesis.batch_size=1.')
        if size[0] % divisor or size[1] % divisor:
            raise InputError(
                f'Labels of {size[1]} x {size[0]} pixels do not fit the base '
                f"model '{self.mask2img.pretrained}', whose sides are "
                f'multiples of {divisor}: resize or crop them in the '
                'pipeline.')
        return size


@MODELS.register_module()
class MaskSyn(SegGen):
    """New masks from captions, and their images.

    Args:
        text2mask: config of :class:`LatentDiffusion`, of the folder that
            :class:`Text2Mask` exported.
        size: side of masks and images, in pixels; that of the base model by
            default.
        heal: whether specks and ignored slivers of decoded semantic masks
            take the class around them.
        kwargs: see :class:`SegGen`.
    """

    def __init__(self, text2mask: Dict[str, Any], size: Optional[int] = None,
                 heal: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text2mask = MODELS.build(text2mask)
        self.decoder = self.build_codec(text2mask['pretrained'])
        self.size = size
        self.heal = heal

    def masks(self, requests: Sequence[SynthRequest]) -> List[SynthSample]:
        """Equation 1: M = f_color->mask(Text2Mask(T)).

        The score ``colour_map_ignored`` is the part of the colour map that
        was near to no colour, 0 to 1. Black, the colour of ignore, is one.
        """
        shape = self.text2mask.latent_shape(self.size)
        noise = torch.stack([self.noise(request, *shape)[0]
                             for request in requests])
        latents = self.text2mask.sample_latents(
            [request.prompt for request in requests], noise)
        return [self._read(request, to_uint8(colours)) for request, colours
                in zip(requests, self.text2mask.decode(latents))]

    def _read(self, request: SynthRequest,
              colours: np.ndarray) -> SynthSample:
        scores = dict(colour_map_ignored=float(
            self.decoder.near_to_none(colours).mean()))
        if self.panoptic:
            return self.sample_of(request, scores,
                                  *self.decoder.decode_panoptic(colours))
        labels = self.decoder.decode(colours)
        return self.sample_of(request, scores, self.decoder.heal(labels)
                              if self.heal else labels)


@MODELS.register_module()
class ImgSyn(SegGen):
    """New images of the masks of real samples.

    Requests come from :class:`RealSampleSource`.

    Args:
        dataset: config of the real dataset; its pipeline, without random
            steps, ends with :class:`PackColourMap`, whose labels are taken.
        kwargs: see :class:`SegGen`.
    """

    def __init__(self, dataset: Dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dataset = DATASETS.build(dataset)

    @cached_property
    def _index(self) -> Dict[str, int]:
        return {name: index for index, name in enumerate(
            image_names(self.dataset, 'real'))}

    def masks(self, requests: Sequence[SynthRequest]) -> List[SynthSample]:
        """The real samples' labels."""
        samples = []
        for request in requests:
            if request.real_image not in self._index:
                raise InputError(
                    f'ImgSyn was asked for the real image '
                    f'{request.real_image}, which its dataset does not list: '
                    'use RealSampleSource with the same dataset.')
            real = self.dataset[self._index[request.real_image]][
                'data_samples']
            labels = ((real.panoptic, real.segments) if self.panoptic
                      else (real.sem_seg, ))
            samples.append(self.sample_of(request, {}, *labels))
        return samples


def thing_instances(ids: np.ndarray, segments: Sequence[Dict[str, int]],
                    num_things: int) -> InstanceData:
    """The things of a panoptic map as ``SynthSample.instances``.

    Args:
        ids: (H, W).
        segments: dict(id, label) of each.
        num_things: labels below are things.
    """
    things = [part for part in segments if part['label'] < num_things]
    masks = np.array([ids == part['id'] for part in things], bool).reshape(
        len(things), *ids.shape)
    boxes = np.zeros((len(things), 4), np.float32)
    for box, mask in zip(boxes, masks):
        rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
        box[:] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return InstanceData(
        labels=np.array([part['label'] for part in things], np.int64),
        masks=masks, bboxes=boxes)
