"""Images with captions, held in memory and drawn a batch at a time."""

import os.path as osp
from typing import Dict, List, Optional

import numpy as np
import torch
from mmengine.registry import FUNCTIONS
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS
from .imagefolder import read_image, read_metadata


@FUNCTIONS.register_module()
def ready_batch(batch: Dict) -> Dict:
    """The collate function of datasets whose ``__getitems__`` collates."""
    return batch


@DATASETS.register_module()
class ImageTextDataset(Dataset):
    """An imagefolder: images and captions of ``metadata.jsonl``.

    All images are decoded once and kept as uint8 (64 px: 12 kB each), so
    that drawing a batch costs an index. Use ``collate_fn=dict(
    type='ready_batch')`` and no workers.

    Args:
        data_root: folder, see :func:`read_metadata`.
        size: edge of the square images, in pixels.
        flip: whether half of the images are mirrored; leave it off if
            captions say left or right.
        max_images: take the first so many; None takes all.
    """

    def __init__(self,
                 data_root: str,
                 size: int = 64,
                 flip: bool = False,
                 max_images: Optional[int] = None) -> None:
        self.records = read_metadata(data_root)[:max_images]
        self.flip = flip
        images = np.empty((len(self.records), size, size, 3), np.uint8)
        for i, record in enumerate(self.records):
            images[i] = read_image(
                osp.join(data_root, record['file_name']), size)
        self.images = torch.from_numpy(images)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> Dict:
        """One image: ``inputs`` (3, H, W) uint8 and its first text."""
        batch = self.__getitems__([index])
        return dict(inputs=batch['inputs'][0],
                    data_samples=dict(text=batch['data_samples']['text'][0]))

    def __getitems__(self, indices: List[int]) -> Dict:
        """A batch: ``inputs`` (B, 3, H, W) uint8, ``data_samples['text']``.

        Of several phrasings one is drawn at random.
        """
        images = self.images[indices].permute(0, 3, 1, 2)
        if self.flip:
            mirrored = torch.rand(len(indices)) < 0.5
            images[mirrored] = images[mirrored].flip(-1)
        texts = []
        for index in indices:
            options = self.records[index]['texts']
            texts.append(options[int(torch.randint(len(options), ()))])
        return dict(inputs=images, data_samples=dict(text=texts))
