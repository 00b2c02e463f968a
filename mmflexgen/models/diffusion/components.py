"""Reading a base model from a local folder in diffusers format."""

import json
import os.path as osp
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from glob import glob
from typing import Any, Dict, List, Optional

import torch
from torch import nn

from mmflexgen.utils import InputError

# Sub-folders that every Stable-Diffusion-shaped model has; the second text
# encoder marks SDXL.
PARTS = ('vae', 'unet', 'text_encoder', 'tokenizer', 'scheduler')


@dataclass
class Components:
    """The parts of a base model, in evaluation mode and without gradients.

    Attributes:
        vae: ``AutoencoderKL``.
        unet: ``UNet2DConditionModel``.
        text_encoders: one CLIP text model, or SDXL's two.
        tokenizers: one per text encoder.
        scheduler_config: the noise schedule's settings.
        zero_empty_prompt: whether the empty prompt is encoded as zeros
            (SDXL's ``force_zeros_for_empty_prompt``).
        controlnet: ``ControlNetModel``, if there is one.
        mimc: ``MIMCLayers``, if there are any.
    """

    vae: nn.Module
    unet: nn.Module
    text_encoders: List[nn.Module]
    tokenizers: List[Any]
    scheduler_config: Dict[str, Any]
    zero_empty_prompt: bool = False
    controlnet: Optional[nn.Module] = None
    mimc: Optional[nn.Module] = None

    @property
    def networks(self) -> List[nn.Module]:
        """VAE, UNet, text encoders and what else there is."""
        extra = [net for net in (self.controlnet, self.mimc)
                 if net is not None]
        return [self.vae, self.unet, *self.text_encoders, *extra]

    def __deepcopy__(self, memo: Dict[int, Any]) -> 'Components':
        """Share what is frozen, as between a model and its average."""
        memo.update((id(each), each) for each in self.tokenizers)
        for net in self.networks:
            if not any(part.requires_grad for part in net.parameters()):
                memo[id(net)] = net
        return replace(self, **{
            part.name: deepcopy(getattr(self, part.name), memo)
            for part in fields(self)})


def check_folder(folder: str) -> Dict[str, Any]:
    """Make sure that ``folder`` holds a base model.

    Returns:
        The content of ``model_index.json``.

    Raises:
        InputError: if the folder or one of its parts is missing, or
            ``model_index.json`` cannot be read.
    """
    hint = ('give a local folder in diffusers format, e.g. Stable Diffusion '
            '1.5 or one written by '
            'tools/model_converters/random_base_model.py')
    if not osp.isdir(folder):
        raise InputError(
            f"Base model folder '{folder}' does not exist: {hint} (nothing "
            'is downloaded).')
    index_file = osp.join(folder, 'model_index.json')
    if not osp.isfile(index_file):
        raise InputError(
            f"'{folder}' is no base model, it has no model_index.json: "
            f'{hint}.')
    try:
        with open(index_file, encoding='utf-8') as file:
            index = json.load(file)
    except json.JSONDecodeError as error:
        raise InputError(f"'{index_file}' is not valid JSON ({error}): copy "
                         'the base model again.') from error
    parts = list(PARTS)
    if index.get('text_encoder_2'):
        parts += ['text_encoder_2', 'tokenizer_2']
    missing = [part for part in parts if not osp.isdir(osp.join(folder, part))]
    if missing:
        raise InputError(
            f"Base model folder '{folder}' lacks {', '.join(missing)}: copy "
            'the base model again, whole.')
    return index


def _weights_variant(folder: str) -> Dict[str, Any]:
    """Arguments that find the safetensors files of one part."""
    files = [osp.basename(file)
             for file in glob(osp.join(folder, '*.safetensors'))]
    if not files:
        raise InputError(
            f"'{folder}' has no *.safetensors file: convert the base model's "
            'weights to safetensors (pickled weights are not read).')
    half_only = all('.fp16.' in file for file in files)
    return dict(use_safetensors=True, variant='fp16' if half_only else None)


def load_components(folder: str, dtype: torch.dtype) -> Components:
    """Load every part of a base model, frozen.

    Args:
        folder: local folder in diffusers format.
        dtype: floating type of all weights; a VAE that overflows in half
            precision (``force_upcast``) stays in float32.

    Raises:
        InputError: see :func:`check_folder`.
    """
    # Imported here: both libraries are slow to import, and reading this
    # package must stay cheap for those who only train a segmenter.
    from diffusers import (AutoencoderKL, DDIMScheduler,
                           UNet2DConditionModel)
    from transformers import (CLIPTextModel, CLIPTextModelWithProjection,
                              CLIPTokenizerFast)
    from transformers.utils import logging

    index = check_folder(folder)
    local = dict(local_files_only=True)

    def load(cls: Any, part: str, part_dtype: torch.dtype) -> nn.Module:
        path = osp.join(folder, part)
        extra = _weights_variant(path)
        if cls in (AutoencoderKL, UNet2DConditionModel):
            extra.update(torch_dtype=part_dtype)
            extra.update(low_cpu_mem_usage=False)  # would need accelerate
        else:
            extra.update(dtype=part_dtype)
        try:
            net = cls.from_pretrained(path, **extra, **local)
        except (OSError, RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError(
                f"The {part} in '{folder}' cannot be loaded ({reason}): copy "
                'the base model again, whole.') from error
        return net.eval().requires_grad_(False)

    logging.disable_progress_bar()
    overflows = AutoencoderKL.load_config(
        osp.join(folder, 'vae')).get('force_upcast', True)
    half_vae = dtype == torch.float16 and overflows
    vae = load(AutoencoderKL, 'vae', torch.float32 if half_vae else dtype)
    text_encoders = [load(CLIPTextModel, 'text_encoder', dtype)]
    tokenizers = [CLIPTokenizerFast.from_pretrained(
        osp.join(folder, 'tokenizer'), **local)]
    if index.get('text_encoder_2'):
        text_encoders.append(
            load(CLIPTextModelWithProjection, 'text_encoder_2', dtype))
        tokenizers.append(CLIPTokenizerFast.from_pretrained(
            osp.join(folder, 'tokenizer_2'), **local))
    for tokenizer, encoder in zip(tokenizers, text_encoders):
        # Old folders leave the length out of the tokenizer's settings.
        tokenizer.model_max_length = min(
            tokenizer.model_max_length,
            encoder.config.max_position_embeddings)
    return Components(
        vae=vae,
        unet=load(UNet2DConditionModel, 'unet', dtype),
        text_encoders=text_encoders,
        tokenizers=tokenizers,
        scheduler_config=dict(DDIMScheduler.load_config(
            osp.join(folder, 'scheduler'))),
        zero_empty_prompt=bool(index.get('force_zeros_for_empty_prompt')))
