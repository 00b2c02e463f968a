"""Latents of a VAE with token ids, computed once and kept in memory."""

import hashlib
import os
import os.path as osp
from typing import Any, Dict, List, Optional

import torch
from mmengine.logging import print_log
from mmengine.utils import track_iter_progress
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError
from .image_text import ImageTextDataset
from .imagefolder import read_metadata


@DATASETS.register_module()
class LatentTextDataset(Dataset):
    """An imagefolder as a diffusion model sees it.

    The posterior's mean and deviation are stored in float16; each visit
    draws a latent from them and one of the phrasings. Use ``collate_fn=
    dict(type='ready_batch')`` and no workers.

    Args:
        data_root: folder, see :func:`read_metadata`.
        vae: folder of an ``AutoencoderKL``.
        tokenizer: arguments of :func:`build_tokenizer`.
        cache_dir: where latents are kept between runs.
        size: edge of the square images, in pixels.
        flip: whether mirrored images are encoded too; leave it off if
            captions say left or right.
        max_images: take the first so many; None takes all.
        batch_size: images encoded at once.
    """

    def __init__(self,
                 data_root: str,
                 vae: str,
                 tokenizer: Dict,
                 cache_dir: str,
                 size: int = 64,
                 flip: bool = False,
                 max_images: Optional[int] = None,
                 batch_size: int = 64) -> None:
        from mmflexgen.models.base.tokenizer import build_tokenizer
        weights = osp.join(vae, 'diffusion_pytorch_model.safetensors')
        if not osp.isfile(weights):
            raise InputError(
                f'{vae} holds no diffusion_pytorch_model.safetensors: train '
                'the autoencoder first (configs/base_models), or set vae to '
                'its folder')
        records = read_metadata(data_root)[:max_images]
        self.options = dict(data_root=data_root, vae=vae, size=size,
                            flip=flip, max_images=max_images,
                            batch_size=batch_size)
        cache = osp.join(
            cache_dir, f'latents_{self._key(weights, records)}.safetensors')
        if not osp.isfile(cache):
            self._write(cache)
        stored = load_file(cache)
        self.mean, self.std = stored['mean'], stored['std']
        self._tokenize(records, build_tokenizer(**tokenizer))

    def _key(self, weights: str, records: List[Dict]) -> str:
        """Hash of all that latents depend on: images by name and size."""
        root = self.options['data_root']
        digest = hashlib.sha256()
        with open(weights, 'rb') as file:
            digest.update(file.read())
        names = [record['file_name'] for record in records]
        files = [osp.join(root, name) for name in names]
        sizes = [osp.getsize(path) if osp.exists(path) else None
                 for path in files]
        digest.update(repr([names, sizes, self.options['size'],
                            self.options['flip']]).encode())
        return digest.hexdigest()[:16]

    @torch.no_grad()
    def _write(self, path: str) -> None:
        from diffusers import AutoencoderKL
        options = self.options
        print_log(f'Encoding {options["data_root"]}, kept in {path}',
                  logger='current')
        vae = AutoencoderKL.from_pretrained(options['vae']).eval()
        vae.to('cuda' if torch.cuda.is_available() else 'cpu')
        images = ImageTextDataset(options['data_root'], options['size'],
                                  max_images=options['max_images']).images
        views = [images.flip(2)] if options['flip'] else []
        parts = [encode(vae, part) for view in [images, *views] for part in
                 track_iter_progress(list(view.split(options['batch_size'])))]
        os.makedirs(osp.dirname(path), exist_ok=True)
        part = f'{path}.{os.getpid()}.part'
        save_file({name: torch.cat([p[name] for p in parts]).contiguous()
                   for name in ('mean', 'std')}, part)
        os.replace(part, path)

    def _tokenize(self, records: List[Dict], tokenizer: Any) -> None:
        texts = [text for record in records for text in record['texts']]
        ids = tokenizer(texts, padding='max_length', truncation=True,
                        return_tensors='pt').input_ids
        too_long = int((tokenizer(
            texts, padding='longest', return_tensors='pt'
        ).attention_mask.sum(1) > ids.shape[1]).sum())
        if too_long:
            print_log(f'{too_long} of {len(texts)} texts are longer than '
                      f'{ids.shape[1]} tokens and were cut', logger='current')
        self.input_ids = ids.to(torch.int32)
        counts = torch.tensor([len(record['texts']) for record in records])
        self.text_count = counts
        self.text_start = counts.cumsum(0) - counts

    def __len__(self) -> int:
        return len(self.mean)

    def __getitem__(self, index: int) -> Dict:
        """One sample: ``inputs`` (4, h, w) and its ``input_ids`` (L,)."""
        batch = self.__getitems__([index])
        ids = batch['data_samples']['input_ids'][0]
        return dict(inputs=batch['inputs'][0],
                    data_samples=dict(input_ids=ids))

    def __getitems__(self, indices: List[int]) -> Dict:
        """A batch of latents (B, 4, h, w) and ids (B, L)."""
        rows = torch.as_tensor(indices)
        mean, std = self.mean[rows].float(), self.std[rows].float()
        # Mirrored images follow the plain ones and share their texts.
        images = rows % len(self.text_count)
        drawn = (torch.rand(len(rows)) * self.text_count[images]).long()
        ids = self.input_ids[self.text_start[images] + drawn]
        return dict(inputs=mean + std * torch.randn_like(std),
                    data_samples=dict(input_ids=ids))


def encode(vae: Any, images: Tensor) -> Dict[str, Tensor]:
    """Posterior of (B, H, W, 3) uint8 images, times ``scaling_factor``.

    Args:
        vae: an ``AutoencoderKL``.
        images: uint8 RGB.

    Returns:
        ``mean`` and ``std``, each (B, C, h, w) float16 on the CPU.
    """
    device = next(vae.parameters()).device
    pixels = images.permute(0, 3, 1, 2).to(device).float() / 127.5 - 1
    posterior = vae.encode(pixels).latent_dist
    factor = vae.config.scaling_factor
    return dict(mean=(posterior.mean * factor).half().cpu(),
                std=(posterior.std * factor).half().cpu())
