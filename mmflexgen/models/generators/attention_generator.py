"""Images with label maps that the model's own attention gives."""

from abc import abstractmethod
from functools import cached_property
from typing import (Any, Dict, List, NamedTuple, Optional, Sequence, Tuple,
                    Union)

import numpy as np
import torch
from mmengine.model import BaseModel
from torch import Tensor

from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.models.freegen import EntityTokens, compose
from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import BACKGROUND, resolve_metainfo
from .common import known_classes, to_uint8


class Attended(NamedTuple):
    """What was seen while samples were drawn.

    Attributes:
        latents: finished, (B, 4, h, w).
        maps: one per entity, (B, C, h', w').
        scores: of each sample.
    """

    latents: Tensor
    maps: Tensor
    scores: List[Dict[str, float]]


class AttentionGenerator(BaseModel):
    """What FreeGen and the methods it is compared with have in common.

    The classes of a request are the entities; each gets a map while its
    image is drawn, a labeler makes a mask of every map, and the masks become
    one label map. No label of any kind is read.

    Args:
        base_model: config of :class:`LatentDiffusion`.
        metainfo: ``dict(classes=..., palette=...)`` with a background, or
            the name of a dataset class to take it from.
        labeler: config of a :class:`Labeler`.
        prompt_names: how prompts write a class, where its name is no
            English, e.g. ``dict(tvmonitor='tv monitor')``.
        occurrence: of a class that a prompt names twice: 'all' takes the
            tokens of every occurrence, 'first' those of the first.
        uncertain: (low, high): pixels whose highest map, stretched to 0 to
            1, lies between are ignored (255).
        data_preprocessor: of training.

    Raises:
        InputError: the classes have no background.
    """

    kinds = ('sem_seg', )

    def __init__(self,
                 base_model: Dict[str, Any],
                 metainfo: Union[str, Dict[str, Any]],
                 labeler: Dict[str, Any],
                 prompt_names: Optional[Dict[str, str]] = None,
                 occurrence: str = 'all',
                 uncertain: Optional[Tuple[float, float]] = None,
                 data_preprocessor: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        metainfo = resolve_metainfo(metainfo)
        self.classes = tuple(metainfo['classes'])
        if BACKGROUND not in self.classes:
            raise InputError(
                f"{type(self).__name__} needs a class 'background' for what "
                'no prompt names, but metainfo has '
                f'{", ".join(self.classes)}.')
        self.prompt_names = {name: name for name in self.classes}
        self.prompt_names.update(prompt_names or {})
        self.metainfo = dict(metainfo, prompt_names=self.prompt_names)
        self.occurrence = occurrence
        self.uncertain = uncertain
        self._labeler = labeler
        self.base = MODELS.build(base_model)

    @cached_property
    def labeler(self) -> Any:
        """The :class:`Labeler`, built when first needed: training does not
        ask it."""
        return TASK_UTILS.build(self._labeler)

    def forward(self, inputs: Tensor,
                data_samples: Optional[Sequence[Any]] = None,
                mode: str = 'loss') -> Dict[str, Tensor]:
        """mmengine's entry; ``mode`` is 'loss'.

        Raises:
            InputError: another mode: annotation needs an image's prompt.
        """
        if mode != 'loss':
            raise InputError(
                f'{type(self).__name__} labels what it draws itself and '
                'cannot be tested on given images: use tools/synthesize.py, '
                'then tools/analysis_tools/audit_with_oracle.py.')
        return self.loss(inputs, data_samples)

    def loss(self, inputs: Tensor, data_samples: Sequence[Any]
             ) -> Dict[str, Tensor]:
        """The training losses.

        Raises:
            InputError: there is nothing to train.
        """
        raise InputError(f'{type(self).__name__} has nothing to train: give '
                         'its config to tools/synthesize.py.')

    @torch.no_grad()
    def generate(self, requests: Sequence[SynthRequest]
                 ) -> List[SynthSample]:
        """Images with their label maps.

        A sample depends on its own request alone: noise comes from the
        request's seed.

        Raises:
            InputError: a requested class is unknown or not in its prompt, or
                a prompt is too long.
        """
        self.eval()
        named = [known_classes(request, self.classes) for request in requests]
        prompts = [self.prompt(request) for request in requests]
        # The sample's noise and that of later passes, from one generator.
        noise = seeded_noise([request.seed for request in requests],
                             (2, *self.base.latent_shape()))
        seen = self.draw(prompts, self.entities(prompts, named), noise)
        samples = []
        for index, (request, image) in enumerate(zip(
                requests, self.base.decode(seen.latents))):
            sample = SynthSample(metainfo=dict(
                request=request, scores=seen.scores[index]))
            sample.image = to_uint8(image)
            maps = seen.maps[index, :len(named[index])]
            sample.sem_seg = self.label_map(
                sample.image, maps.float().cpu().nan_to_num(0.).numpy(),
                named[index])
            samples.append(sample)
        return samples

    def prompt(self, request: SynthRequest) -> str:
        """The text that an image is drawn from."""
        return request.prompt

    @abstractmethod
    def draw(self, prompts: Sequence[str], tokens: EntityTokens,
             noise: Tensor) -> Attended:
        """Draw samples and attend to their entities.

        Args:
            prompts: B texts.
            tokens: their entities.
            noise: (B, 2, 4, h, w), of the samples and for later passes.
        """

    def entities(self, prompts: Sequence[str],
                 named: Sequence[Sequence[str]]) -> EntityTokens:
        """The classes' tokens in their prompts."""
        return EntityTokens.locate(
            self.base, prompts,
            [[self.prompt_names[name] for name in names] for names in named],
            self.occurrence)

    def label_map(self, image: np.ndarray, maps: np.ndarray,
                  names: Sequence[str]) -> np.ndarray:
        """uint8 (H, W).

        Args:
            image: uint8 (H, W, 3), RGB.
            maps: float32 (C, h, w), one per name.
            names: classes.
        """
        return compose(self.labeler.label(image, maps), maps,
                       [self.classes.index(name) for name in names],
                       self.classes.index(BACKGROUND), self.uncertain)
