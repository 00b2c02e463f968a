"""Base models with random weights, for tests and for trying real sizes.

They have the shape, files and interfaces of the real ones and draw noise.
"""

import json
import os.path as osp
from typing import Any, Dict

import torch

from mmflexgen.utils import check_choice

_SD_VAE = dict(block_out_channels=(128, 256, 512, 512), layers_per_block=2,
               norm_num_groups=32)
_SD_UNET = dict(block_out_channels=(320, 640, 1280, 1280), layers_per_block=2)
_CLIP_L = dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12,
               num_attention_heads=12, hidden_act='quick_gelu')
_CLIP_H = dict(hidden_size=1024, intermediate_size=4096,
               num_hidden_layers=23, num_attention_heads=16,
               hidden_act='gelu')
_CLIP_G = dict(hidden_size=1280, intermediate_size=5120,
               num_hidden_layers=32, num_attention_heads=20,
               hidden_act='gelu', projection_dim=1280)

# vae, unet: diffusers' settings; text: CLIP's; attention: whether each UNet
# resolution, fine to coarse, attends.
ARCHITECTURES: Dict[str, Dict[str, Any]] = dict(
    tiny=dict(
        vae=dict(block_out_channels=(16, 16, 32), layers_per_block=1,
                 norm_num_groups=8, scaling_factor=1.0),
        unet=dict(block_out_channels=(32, 48, 64), layers_per_block=1,
                  cross_attention_dim=64, attention_head_dim=2,
                  norm_num_groups=8, sample_size=16),
        text=[dict(vocab_size=640, hidden_size=64, intermediate_size=128,
                   num_hidden_layers=2, num_attention_heads=2)],
        attention=(True, True, True), length=64,
        prediction_type='v_prediction'),
    # LayoutDiffusion (Zheng et al. 2023) at 256 px from its third level on:
    # 64 to 8 cells, attention at 32, 16 and 8, 64 channels a head.
    layoutdiffusion=dict(
        vae=dict(**_SD_VAE, scaling_factor=0.18215),
        unet=dict(block_out_channels=(512, 512, 1024, 1024),
                  layers_per_block=2, cross_attention_dim=768,
                  attention_head_dim=(8, 8, 16, 16), sample_size=64),
        text=[_CLIP_L],
        attention=(False, True, True, True), length=77,
        prediction_type='epsilon'),
    sd15=dict(
        vae=dict(**_SD_VAE, scaling_factor=0.18215),
        unet=dict(**_SD_UNET, cross_attention_dim=768, attention_head_dim=8,
                  sample_size=64),
        text=[_CLIP_L],
        attention=(True, True, True, False), length=77,
        prediction_type='epsilon'),
    sd21=dict(
        vae=dict(**_SD_VAE, scaling_factor=0.18215),
        unet=dict(**_SD_UNET, cross_attention_dim=1024,
                  attention_head_dim=(5, 10, 20, 20),
                  use_linear_projection=True, sample_size=64),
        text=[_CLIP_H],
        attention=(True, True, True, False), length=77,
        prediction_type='epsilon'),
    sdxl=dict(
        vae=dict(**_SD_VAE, scaling_factor=0.13025, force_upcast=True),
        unet=dict(block_out_channels=(320, 640, 1280), layers_per_block=2,
                  cross_attention_dim=2048, attention_head_dim=(5, 10, 20),
                  transformer_layers_per_block=(1, 2, 10),
                  use_linear_projection=True,
                  addition_embed_type='text_time',
                  addition_time_embed_dim=256,
                  projection_class_embeddings_input_dim=2816,
                  sample_size=128),
        text=[_CLIP_L, _CLIP_G],
        attention=(False, True, True), length=77,
        prediction_type='epsilon'))
# SDXL's shape at 64 px.
ARCHITECTURES['tiny-xl'] = dict(
    vae=ARCHITECTURES['tiny']['vae'],
    unet=dict(block_out_channels=(16, 32, 32), layers_per_block=1,
              cross_attention_dim=48, attention_head_dim=(1, 2, 2),
              norm_num_groups=8, transformer_layers_per_block=(1, 1, 2),
              use_linear_projection=True, addition_embed_type='text_time',
              addition_time_embed_dim=8,
              projection_class_embeddings_input_dim=32 + 6 * 8,
              sample_size=16),
    text=[dict(vocab_size=640, hidden_size=width, intermediate_size=32,
               num_hidden_layers=2, num_attention_heads=2, projection_dim=32)
          for width in (16, 32)],
    attention=(False, True, True), length=64, prediction_type='epsilon')


def _tokenizer(length: int) -> Any:
    """A small tokenizer with CLIP's rules: class names are several tokens."""
    from mmflexgen.models.base import train_tokenizer
    words = ['a photo of a and on with the in ring star'] * 8
    return train_tokenizer(words, vocab_size=600, max_length=length)


def _unet_settings(spec: Dict[str, Any]) -> Dict[str, Any]:
    """The UNet's block types, from where it attends."""
    attends = spec['attention']
    down = tuple('CrossAttnDownBlock2D' if here else 'DownBlock2D'
                 for here in attends)
    up = tuple('CrossAttnUpBlock2D' if here else 'UpBlock2D'
               for here in reversed(attends))
    return dict(spec['unet'], down_block_types=down, up_block_types=up)


def write_random_base_model(arch: str, out: str, seed: int = 0,
                            dtype: str = 'float32') -> None:
    """Write a base model with random weights in diffusers format.

    Args:
        arch: 'tiny' (64 px, VAE f=4, 0.8 M parameters), 'sd15', 'sd21',
            'layoutdiffusion' (all 512 px), 'sdxl' (1024 px) or 'tiny-xl'
            (SDXL's at 64 px).
        out: folder to write; ``StableDiffusionPipeline`` (XL: its XL
            sibling) loads it.
        seed: of the weights.
        dtype: 'float32', 'float16' or 'bfloat16', in memory and on disk.

    Raises:
        InputError: if the architecture or the type is unknown.
    """
    from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
    from transformers import (CLIPTextConfig, CLIPTextModel,
                              CLIPTextModelWithProjection)

    check_choice('arch', arch, ARCHITECTURES)
    spec = ARCHITECTURES[arch]
    levels = len(spec['vae']['block_out_channels'])
    tokenizer = _tokenizer(spec['length'])
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            AutoencoderKL(
                **spec['vae'],
                latent_channels=4,
                down_block_types=('DownEncoderBlock2D', ) * levels,
                up_block_types=('UpDecoderBlock2D', ) * levels,
                sample_size=spec['unet']['sample_size'] * 2**(levels - 1)
            ).save_pretrained(osp.join(out, 'vae'))
            UNet2DConditionModel(**_unet_settings(spec)).save_pretrained(
                osp.join(out, 'unet'))
            for index, text in enumerate(spec['text']):
                suffix = '_2' if index else ''
                cls = CLIPTextModelWithProjection if index else CLIPTextModel
                config = CLIPTextConfig(
                    **{'vocab_size': 49408, **text},
                    max_position_embeddings=spec['length'],
                    bos_token_id=tokenizer.bos_token_id,
                    eos_token_id=tokenizer.eos_token_id)
                cls(config).save_pretrained(
                    osp.join(out, f'text_encoder{suffix}'))
                tokenizer.save_pretrained(osp.join(out, f'tokenizer{suffix}'))
    finally:
        torch.set_default_dtype(before)
    DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule='scaled_linear',
        clip_sample=False, set_alpha_to_one=False, steps_offset=1,
        prediction_type=spec['prediction_type']
    ).save_pretrained(osp.join(out, 'scheduler'))
    _write_index(out, two_encoders=len(spec['text']) > 1)


def _write_index(out: str, two_encoders: bool) -> None:
    """``model_index.json``, written last: it marks the folder as whole."""
    diffusers, transformers = 'diffusers', 'transformers'
    index: Dict[str, Any] = dict(
        _class_name='StableDiffusionPipeline',
        _diffusers_version='0.42.1',
        vae=[diffusers, 'AutoencoderKL'],
        unet=[diffusers, 'UNet2DConditionModel'],
        text_encoder=[transformers, 'CLIPTextModel'],
        tokenizer=[transformers, 'CLIPTokenizer'],
        scheduler=[diffusers, 'DDIMScheduler'])
    if two_encoders:
        index.update(
            _class_name='StableDiffusionXLPipeline',
            text_encoder_2=[transformers, 'CLIPTextModelWithProjection'],
            tokenizer_2=[transformers, 'CLIPTokenizer'],
            force_zeros_for_empty_prompt=True)
    else:
        index.update(feature_extractor=[None, None],
                     safety_checker=[None, None],
                     requires_safety_checker=False)
    with open(osp.join(out, 'model_index.json'), 'w', encoding='utf-8') as f:
        json.dump(index, f, indent=2)
