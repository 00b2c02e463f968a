"""How much a segmenter disagrees with each pixel of a label map."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy


def pixel_losses(logits: torch.Tensor, labels: np.ndarray) -> np.ndarray:
    """Cross-entropy of logits against labels.

    Args:
        logits: (K, H, W), before the softmax.
        labels: uint8 (H, W); ids from K on are ignored.

    Returns:
        float32 (H, W), 0 or above; nan where the label is ignored.
    """
    ignored = labels >= len(logits)
    target = np.where(ignored, 255, labels).astype(np.int64)
    losses = cross_entropy(
        logits.float()[None], torch.from_numpy(target)[None].to(
            logits.device), ignore_index=255, reduction='none')[0]
    return np.where(ignored, np.float32(np.nan), losses.cpu().numpy())
