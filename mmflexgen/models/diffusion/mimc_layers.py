"""MIMC blocks beside a UNet that they read and change (FlexDataset)."""

import os
import os.path as osp
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import torch
from mmengine.fileio import dump, load
from torch import Tensor, nn

from mmflexgen.models.layers import (CategoricalEncoding,
                                     CompositionEmbedding,
                                     LinearTransformerEncoder,
                                     LocationTokens, MIMCBlock,
                                     PixelEncoding, attention_mask,
                                     instance_mean, instance_membership)
from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.structures.composition_batch import FIRST_CLASS
from mmflexgen.utils import InputError

CONFIG, WEIGHTS = 'config.json', 'model.safetensors'


@dataclass
class EncodedComposition:
    """What all blocks read of B compositions of N places.

    It does not depend on time: sampling encodes once.

    Attributes:
        context: IC*, (B, N, d).
        categorical: CCE, (B, N, d).
        boxes: (B, N, 4).
        valid: bool (B, N).
        pixel_encoding: makes EP.
        masked: whether M is that of equation 2, or ones.
        text: (B, N, text_dim), the category prompts; None without.
    """

    context: Tensor
    categorical: Tensor
    boxes: Tensor
    valid: Tensor
    pixel_encoding: PixelEncoding
    masked: bool = True
    text: Optional[Tensor] = None
    _maps: Dict[Tuple[int, int], Dict[str, Tensor]] = field(
        default_factory=dict)

    def at(self, size: Tuple[int, int]) -> Dict[str, Tensor]:
        """``pixels`` (EP), ``membership``, ``mask`` (M) and, with category
        prompts, ``text`` of a map of ``size``; see :class:`MIMCBlock`."""
        if size not in self._maps:
            member = instance_membership(self.boxes, self.valid,
                                         size).to(self.context.dtype)
            mask = (attention_mask(member) if self.masked else
                    # Padding has no key, so it needs no mask.
                    torch.ones_like(member))
            maps = dict(pixels=self.pixel_encoding(self.boxes, member),
                        membership=member, mask=mask)
            if self.text is not None:
                # Each pixel the mean over the instances it lies in.
                maps['text'] = instance_mean(self.text,
                                             member.transpose(1, 2))
            self._maps[size] = maps
        return self._maps[size]


class MIMCLayers(nn.Module):
    """All that FlexDataset adds to a UNet.

    The UNet keeps its own weights and keys: hooks call the blocks inside
    :meth:`attached`. Outputs of the blocks and of the global token start at
    zero, so the UNet is unchanged before training. Saved and loaded like a
    part of a diffusers folder.

    Args:
        classes: names of the categories.
        places: names of the UNet's attention layers that a block follows,
            each with its channels; see :func:`mimc_places`.
        time_dim: channels of the UNet's time embedding.
        category_dim: channels of the text encoder's vectors of names.
        num_places: N_max, the whole image counted.
        dim: d of IC, IC* and CCE.
        pixel_dim: d_pixel.
        num_layers: of the LTE.
        heads: of every attention; a divisor of ``dim`` and of all channels.
        groups: of every norm; a divisor of all channels.
        category_prompts: whether names of categories, with location tokens,
            are concatenated with the feature maps.
        reading, normalise: see :class:`MIMCAttention`.
        masked: whether pixels attend to the instances they lie in alone, as
            equation 3 has it; if not, to all of them.

    Raises:
        InputError: a width is no multiple of ``heads`` and ``groups``.
    """

    def __init__(self, classes: Sequence[str], places: Dict[str, int],
                 time_dim: int, category_dim: int, num_places: int = 9,
                 dim: int = 256, pixel_dim: int = 16, num_layers: int = 2,
                 heads: int = 4, groups: int = 16,
                 category_prompts: bool = False, reading: str = 'figure',
                 normalise: bool = False, masked: bool = True) -> None:
        super().__init__()
        self.config = dict(
            classes=list(classes), places=dict(places), time_dim=time_dim,
            category_dim=category_dim, num_places=num_places, dim=dim,
            pixel_dim=pixel_dim, num_layers=num_layers, heads=heads,
            groups=groups, category_prompts=category_prompts,
            reading=reading, normalise=normalise, masked=masked)
        for name, channels in (('dim', dim), *places.items()):
            if channels % heads or channels % groups:
                raise InputError(
                    f'{name} has {channels} channels, no multiple of heads='
                    f'{heads} and groups={groups} of the MIMC layers: '
                    'choose divisors.')
        self.embedding = CompositionEmbedding(len(classes), dim,
                                              category_dim)
        self.encoder = LinearTransformerEncoder(dim, heads, num_layers)
        self.categorical_encoding = CategoricalEncoding(dim)
        self.pixel_encoding = PixelEncoding(num_places, pixel_dim)
        self.to_time = nn.Linear(dim, time_dim)
        for weight in self.to_time.parameters():
            nn.init.zeros_(weight)
        text_dim = category_dim if category_prompts else 0
        self.location_tokens = (LocationTokens(category_dim)
                                if category_prompts else None)
        if category_prompts:
            # Padding and the whole image have no name.
            self.register_buffer('names', torch.zeros(
                FIRST_CLASS + len(classes), category_dim))
        self.blocks = nn.ModuleList(
            MIMCBlock(channels, dim, 4 * pixel_dim, text_dim, heads, groups,
                      reading, normalise) for channels in places.values())

    def start_from(self, vectors: Tensor) -> None:
        """Let names of categories mean what the text encoder says.

        Args:
            vectors: (number of classes, category_dim).
        """
        self.embedding.start_from(vectors)
        if self.location_tokens is not None:
            self.names[FIRST_CLASS:] = vectors

    def batch(self, compositions: Sequence[Composition]) -> CompositionBatch:
        """See :meth:`CompositionBatch.of`; on the layers' device."""
        return CompositionBatch.of(
            compositions, self.config['classes'],
            self.config['num_places']).to(self.to_time.weight.device)

    def encode(self, batch: CompositionBatch) -> EncodedComposition:
        """Equation 1, LTE and CCE."""
        embedded, category = self.embedding(batch)
        context = self.encoder(embedded, batch.valid)
        text = None
        if self.location_tokens is not None:
            named = batch.valid & (batch.categories >= FIRST_CLASS)
            text = (self.names[batch.categories] + self.location_tokens(
                batch.boxes)) * named.unsqueeze(-1)
        return EncodedComposition(
            context, self.categorical_encoding(context, category,
                                               batch.valid),
            batch.boxes, batch.valid, self.pixel_encoding,
            self.config['masked'], text)

    @contextmanager
    def attached(self, unet: nn.Module,
                 encoded: EncodedComposition) -> Iterator[None]:
        """The UNet sees the compositions inside the ``with`` block.

        Args:
            unet: the one that the layers were made for.
            encoded: as many as its batch.
        """
        def add_global(module: nn.Module, args: Tuple,
                       output: Tensor) -> Tensor:
            token = self.to_time(encoded.context[:, 0])
            return output + token.to(output.dtype)

        handles = [unet.time_embedding.register_forward_hook(add_global)]
        for place, block in zip(self.config['places'], self.blocks):
            handles.append(unet.get_submodule(place).register_forward_hook(
                partial(_follow, block, encoded)))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def query_layers(self) -> List[nn.Module]:
        """What gives Query_(MIMC), in the order of the UNet's pass; listen
        with a :class:`FeatureProbe`."""
        return [block.to_query for block in self.blocks]

    def save_pretrained(self, folder: str) -> None:
        """Write ``config.json`` and ``model.safetensors``."""
        from safetensors.torch import save_file
        os.makedirs(folder, exist_ok=True)
        dump(self.config, osp.join(folder, CONFIG))
        save_file({key: value.contiguous().cpu() for key, value in
                   self.state_dict().items()}, osp.join(folder, WEIGHTS))

    @classmethod
    def from_config(cls, config: Dict[str, Any]) -> 'MIMCLayers':
        """Layers with weights of their own."""
        return cls(**config)

    @classmethod
    def from_pretrained(cls, folder: str) -> 'MIMCLayers':
        """What :meth:`save_pretrained` wrote, in float32.

        Raises:
            InputError: it did not write there.
        """
        from safetensors.torch import load_file
        for name in (CONFIG, WEIGHTS):
            if not osp.isfile(osp.join(folder, name)):
                raise InputError(
                    f"'{folder}' has no {name}: give the folder that "
                    'training of CompositionToImage exported.')
        layers = cls.from_config(load(osp.join(folder, CONFIG)))
        layers.load_state_dict(load_file(osp.join(folder, WEIGHTS)))
        return layers


def _follow(block: MIMCBlock, encoded: EncodedComposition,
            module: nn.Module, args: Tuple, output: Tuple) -> Tuple:
    """The output (features, ...) of an attention layer, changed."""
    features = output[0]
    changed = block(features.to(block.to_out.weight.dtype),
                    encoded.context[:, 0], encoded.categorical,
                    **encoded.at(tuple(features.shape[-2:])))
    return (changed.to(features.dtype), *output[1:])
