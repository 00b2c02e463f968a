"""Which colours images have."""

from typing import Dict

import cv2
import numpy as np

# Where the hue of each colour ends, in degrees; red goes on beyond 345.
_HUES = dict(red=15, orange=45, yellow=70, green=165, cyan=195, blue=255,
             purple=290, pink=345)
_BLACK, _COLOURLESS, _WHITE = 0.2, 0.15, 0.75
COLOURS = ('black', 'grey', 'white', *_HUES)


def colour_shares(image: np.ndarray) -> Dict[str, float]:
    """Share of the pixels of each colour, 0 to 1, in the order of COLOURS.

    Black is what has a value (of HSV) below 0.2; grey and, from a value of
    0.75, white are of a saturation below 0.15; the hue names all others.

    Args:
        image: uint8 RGB (H, W, 3).
    """
    hsv = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2HSV)
    hue, saturation, value = hsv.reshape(-1, 3).T
    bins = np.digitize(hue, list(_HUES.values())) % len(_HUES)
    codes = np.where(
        value < _BLACK, 0, np.where(
            saturation < _COLOURLESS, 1 + (value >= _WHITE), 3 + bins))
    counts = np.bincount(codes, minlength=len(COLOURS))
    return dict(zip(COLOURS, counts / counts.sum()))


def difference(one: Dict[str, float], other: Dict[str, float]) -> float:
    """Part of the pixels that would have to change colour, 0 to 1."""
    return sum(abs(one[name] - other[name]) for name in COLOURS) / 2
