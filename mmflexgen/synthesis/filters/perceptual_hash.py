"""A fingerprint that images which look alike share."""

from typing import Any, Dict, Optional

import numpy as np
from PIL import Image

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from .access import rgb_image

# Side of the thumbnail, and how many frequencies per direction are kept.
SIDE, KEPT = 32, 8
# Rows are the cosines of DCT-II of frequency 1 to 8: the constant one would
# tell the brightness.
_COSINES = np.cos(np.pi / SIDE * np.outer(
    np.arange(1, KEPT + 1), np.arange(SIDE) + 0.5))


@TASK_UTILS.register_module()
class PerceptualHash:
    """Records the image's 64-bit hash in ``sample.hashes['perceptual']``.

    It rejects nothing: whether a sample is a duplicate depends on others,
    and :class:`mmflexgen.synthesis.selections.NearDuplicates` decides at
    the end of the run.
    """

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """None."""
        sample.set_metainfo(dict(hashes={
            **sample.get('hashes', {}),
            'perceptual': f'{perceptual_hash(rgb_image(sample, self)):016x}'
        }))
        return None


def perceptual_hash(image: np.ndarray) -> int:
    """64 bits: which of an image's low frequencies are above their median.

    Brightness, contrast, size, noise and JPEG hardly change it.

    Args:
        image: uint8 (H, W, 3), RGB.
    """
    grey = Image.fromarray(image).convert('L').resize(
        (SIDE, SIDE), Image.Resampling.BOX)
    waves = _COSINES @ np.asarray(grey, np.float64) @ _COSINES.T
    # Rounded, or the last bits would decide for an image of one colour.
    waves = waves.round(6).ravel()
    bits = np.packbits(waves > np.median(waves))
    return int.from_bytes(bits.tobytes(), 'big')
