"""A picture of a dataset's first impression."""

import io
from pathlib import Path
from typing import Any, Dict, Iterable, Sequence

import numpy as np
from PIL import Image

from ..synthesis.manifest import find_file
from .grid import sample_grid

_LARGEST = 256


def preview(root: Path, lines: Iterable[Dict[str, Any]],
            classes: Sequence[str], palette: Sequence) -> bytes:
    """PNG of samples beside their labels.

    Args:
        root: dataset folder.
        lines: manifest lines of accepted samples, at least one; those of
            another size than the first are left out.
        classes: names by label id.
        palette: RGB by label id.
    """
    images, labels = [], []
    for line in lines:
        with Image.open(root / find_file(line, 'image')) as file:
            image = file.convert('RGB')
        with Image.open(root / find_file(line, 'sem_seg')) as file:
            sem_seg = file.copy()
        image.thumbnail((_LARGEST, _LARGEST))
        sem_seg = sem_seg.resize(image.size, Image.Resampling.NEAREST)
        if not images or np.asarray(image).shape == images[0].shape:
            images.append(np.asarray(image))
            labels.append(np.asarray(sem_seg))
    buffer = io.BytesIO()
    Image.fromarray(sample_grid(images, labels, classes, palette)).save(
        buffer, format='PNG', optimize=True)
    return buffer.getvalue()
