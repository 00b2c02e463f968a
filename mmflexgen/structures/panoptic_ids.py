"""Segment ids as COCO draws them: id = R + 256 G + 256^2 B."""

import numpy as np


def ids_to_rgb(ids: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3) of ids (H, W)."""
    return np.stack([ids >> shift & 255 for shift in (0, 8, 16)],
                    axis=-1).astype(np.uint8)


def rgb_to_ids(rgb: np.ndarray) -> np.ndarray:
    """Inverse of :func:`ids_to_rgb`, int32."""
    return rgb.astype(np.int32) @ np.array([1, 256, 256**2], np.int32)
