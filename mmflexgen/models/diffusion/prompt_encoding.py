"""Prompts to text embeddings, for one text encoder or SDXL's two."""

from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Union

import torch
from torch import Tensor

from mmflexgen.utils import InputError
from .components import Components
from .prompt_tokens import token_positions


@dataclass
class PromptEmbeds:
    """Encoded prompts.

    Attributes:
        hidden: (B, L, D), what the UNet's cross-attention reads.
        pooled: (B, P), SDXL's sentence vector; None for other models.
    """

    hidden: Tensor
    pooled: Optional[Tensor] = None

    def __getitem__(self, index: Union[slice, List[int]]) -> 'PromptEmbeds':
        pooled = None if self.pooled is None else self.pooled[index]
        return PromptEmbeds(self.hidden[index], pooled)

    @staticmethod
    def cat(parts: Sequence['PromptEmbeds']) -> 'PromptEmbeds':
        """Join along the batch."""
        pooled = None
        if parts[0].pooled is not None:
            pooled = torch.cat([part.pooled for part in parts])
        return PromptEmbeds(
            torch.cat([part.hidden for part in parts]), pooled)


def tokenize(tokenizer: Any, prompts: Sequence[str],
             truncate: bool = False) -> Tensor:
    """Token ids (B, L), padded to the encoder's length L.

    Args:
        tokenizer: a fast CLIP tokenizer.
        prompts: B texts.
        truncate: whether prompts that are too long are cut.

    Raises:
        InputError: if a prompt is too long and not to be cut, since the
            classes named at its end would be lost with it.
    """
    length = tokenizer.model_max_length
    ids = tokenizer(list(prompts), padding='max_length', max_length=length,
                    truncation=truncate)['input_ids']
    for prompt, row in zip(prompts, ids):
        if len(row) > length:
            raise InputError(
                f'The prompt has {len(row)} tokens and the text encoder '
                f"takes {length}: shorten '{prompt}'.")
    return torch.tensor(ids)


@torch.no_grad()
def encode_prompts(parts: Components, prompts: Sequence[str],
                   truncate: bool = False) -> PromptEmbeds:
    """Encode prompts as the diffusers pipelines do.

    Args:
        parts: the base model.
        prompts: B texts; the empty text is the unconditional prompt.
        truncate: see :func:`tokenize`.

    Raises:
        InputError: see :func:`tokenize`.
    """
    device = next(parts.unet.parameters()).device
    ids = [tokenize(tokenizer, prompts, truncate).to(device)
           for tokenizer in parts.tokenizers]
    if len(parts.text_encoders) == 1:
        return PromptEmbeds(
            parts.text_encoders[0](ids[0]).last_hidden_state)
    # SDXL reads the last but one layer of both encoders, and the second
    # encoder's projected sentence vector.
    outputs = [encoder(rows, output_hidden_states=True)
               for encoder, rows in zip(parts.text_encoders, ids)]
    hidden = torch.cat([out.hidden_states[-2] for out in outputs], dim=-1)
    pooled = outputs[1].text_embeds
    if parts.zero_empty_prompt:
        keep = torch.tensor([bool(prompt) for prompt in prompts],
                            device=device)
        hidden = hidden * keep[:, None, None]
        pooled = pooled * keep[:, None]
    return PromptEmbeds(hidden, pooled)


def encode_names(parts: Components, names: Sequence[str]) -> Tensor:
    """Encode class names, each by itself.

    Args:
        parts: the base model.
        names: C names, as prompts write them.

    Returns:
        (C, D), tau of DatasetDM's equation 4: the mean over a name's own
        tokens; what starts, ends and pads the text is left out.
    """
    hidden = encode_prompts(parts, names).hidden
    return torch.stack([
        states[list(token_positions(parts.tokenizers[0], name,
                                    [name])[name])].mean(0)
        for name, states in zip(names, hidden)])
