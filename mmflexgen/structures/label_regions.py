"""Connected pieces of label maps, and who is nearest to them."""

import cv2
import numpy as np


def find_specks(mask: np.ndarray, min_pixels: int) -> np.ndarray:
    """Pixels of a mask's 8-connected pieces below a size; bool (H, W)."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < min_pixels
    small[0] = False  # what is not in the mask
    return small[pieces]


def nearest_outside(mask: np.ndarray) -> tuple:
    """Row and column, (H, W) each, of the nearest pixel outside a mask.

    Args:
        mask: bool (H, W), somewhere False.
    """
    _, owner = cv2.distanceTransformWithLabels(
        mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5,
        labelType=cv2.DIST_LABEL_PIXEL)
    # OpenCV numbers the outside pixels; a number's place is its pixel.
    outside = np.nonzero(~mask)
    places = np.zeros((2, owner.max() + 1), np.int64)
    places[:, owner[outside]] = outside
    return tuple(places[:, owner])
