"""Latents of a VAE with token ids, computed once and kept in memory."""

from typing import Any, Dict, List, Optional

import torch
from mmengine.logging import print_log
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS
from .imagefolder import read_metadata
from .latent_cache import LatentCache


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
        records = read_metadata(data_root)[:max_images]
        self.latents = LatentCache(
            data_root, [record['file_name'] for record in records], vae,
            cache_dir, size, flip, batch_size)
        self._tokenize(records, build_tokenizer(**tokenizer))

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
        return len(self.latents)

    def __getitem__(self, index: int) -> Dict:
        """One sample: ``inputs`` (4, h, w) and its ``input_ids`` (L,)."""
        batch = self.__getitems__([index])
        ids = batch['data_samples']['input_ids'][0]
        return dict(inputs=batch['inputs'][0],
                    data_samples=dict(input_ids=ids))

    def __getitems__(self, indices: List[int]) -> Dict:
        """A batch of latents (B, 4, h, w) and ids (B, L)."""
        rows = torch.as_tensor(indices)
        # Mirrored images follow the plain ones and share their texts.
        images = rows % len(self.text_count)
        drawn = (torch.rand(len(rows)) * self.text_count[images]).long()
        ids = self.input_ids[self.text_start[images] + drawn]
        return dict(inputs=self.latents.draw(rows),
                    data_samples=dict(input_ids=ids))
