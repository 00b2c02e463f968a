"""Latents with the compositions of their images."""

from typing import Any, Dict, List

import torch
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS, TASK_UTILS
from .latent_cache import LatentCache


@DATASETS.register_module()
class LatentCompositionDataset(Dataset):
    """Images of a layout reader as a composition-to-image model sees them.

    Each visit draws a latent from its posterior. Use ``collate_fn=dict(
    type='ready_batch')`` and no workers.

    Args:
        layouts: config of a reader with images: :class:`CocoLayouts`,
            :class:`DetLayouts` or :class:`ImageFolderLayouts`.
        vae: folder of an ``AutoencoderKL``.
        cache_dir: where latents are kept between runs.
        size: edge of the square images, in pixels.
        flip: whether mirrored images, with mirrored boxes, are added.
        captions: whether images come with one of their texts, drawn at each
            visit; otherwise with the empty one.
        batch_size: images encoded at once.
    """

    def __init__(self, layouts: Dict[str, Any], vae: str, cache_dir: str,
                 size: int = 64, flip: bool = False, captions: bool = False,
                 batch_size: int = 64) -> None:
        reader = TASK_UTILS.build(layouts)
        self.layouts = reader.layouts
        self.captions = captions
        self.latents = LatentCache(
            reader.data_root, [each.image for each in self.layouts], vae,
            cache_dir, size, flip, batch_size)
        # Mirrored images follow the plain ones.
        self.compositions = [each.composition for each in self.layouts]
        if flip:
            self.compositions += [each.mirrored()
                                  for each in self.compositions]

    def __len__(self) -> int:
        return len(self.latents)

    def __getitem__(self, index: int) -> Dict:
        """One sample: ``inputs`` (4, h, w), ``composition``, ``caption``."""
        batch = self.__getitems__([index])
        samples = batch['data_samples']
        return dict(inputs=batch['inputs'][0], data_samples=dict(
            compositions=samples['compositions'][0],
            captions=samples['captions'][0]))

    def __getitems__(self, indices: List[int]) -> Dict:
        """A batch: ``inputs`` (B, 4, h, w), and in ``data_samples`` the
        ``compositions`` and ``captions``, lists of B."""
        rows = torch.as_tensor(indices)
        captions = [self._caption(index % len(self.layouts))
                    for index in rows.tolist()]
        return dict(
            inputs=self.latents.draw(rows),
            data_samples=dict(
                compositions=[self.compositions[index]
                              for index in rows.tolist()],
                captions=captions))

    def _caption(self, index: int) -> str:
        texts = self.layouts[index].captions
        if not self.captions or not texts:
            return ''
        return texts[int(torch.randint(len(texts), ()))]
