"""Which tokens of each prompt spell which entity."""

from dataclasses import dataclass, replace
from typing import Any, List, Sequence

import torch
from torch import Tensor


@dataclass(frozen=True)
class EntityTokens:
    """The entities of B prompts.

    Attributes:
        weights: (B, L, C), L token positions and C, 1 or more, entities of
            the fullest prompt. A column holds 1 / n at the n tokens of its
            entity, so a product with it is the mean over them; columns
            beyond the prompt's entities are zero.
        counts: how many entities each prompt has.
    """

    weights: Tensor
    counts: List[int]

    @classmethod
    def locate(cls, base: Any, prompts: Sequence[str],
               names: Sequence[Sequence[str]],
               occurrence: str = 'all') -> 'EntityTokens':
        """Find the entities' tokens.

        Those of 'hot dog' are none of a 'dog' named beside it.

        Args:
            base: the :class:`LatentDiffusion`.
            prompts: B texts.
            names: of each prompt's entities, as they are written in it.
            occurrence: see :func:`token_positions`.

        Raises:
            InputError: an entity is not in its prompt, or was cut off.
        """
        counts = [len(each) for each in names]
        weights = torch.zeros(len(prompts), base.max_tokens,
                              max([1, *counts]))
        for sample, (prompt, words) in enumerate(zip(prompts, names)):
            found = base.token_positions(prompt, words, occurrence)
            for column, word in enumerate(words):
                weights[sample, list(found[word]), column] = 1 / len(
                    found[word])
        return cls(weights, counts)

    @property
    def spelling(self) -> Tensor:
        """Bool (B, L): tokens that belong to an entity."""
        return (self.weights > 0).any(-1)

    def to(self, device: Any) -> 'EntityTokens':
        """The same on another device."""
        return replace(self, weights=self.weights.to(device))


def entity_maps(maps: Tensor, tokens: EntityTokens) -> Tensor:
    """Token maps (B, 1, L, h, w) to one per entity (B, C, h, w)."""
    return torch.einsum('bglhw,blc->bchw', maps,
                        tokens.to(maps.device).weights)
