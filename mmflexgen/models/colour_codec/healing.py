"""Specks and slivers of a decoded label map."""

import cv2
import numpy as np

from mmflexgen.structures.label_regions import find_specks, nearest_outside


def heal(labels: np.ndarray, ignore_index: int, speck: int,
         sliver: int) -> np.ndarray:
    """Gives what is too small to be meant to the class around it.

    Args:
        labels: uint8 or uint16 (H, W).
        ignore_index: label of pixels without a class.
        speck: connected pieces (8 neighbours) of fewer pixels, of a class or
            ignored, take the label of the nearest pixel outside.
        sliver: so do ignored pixels in lines that are at most this wide,
            in pixels; a wider ignored area stays.

    Returns:
        A new map of the same type.
    """
    bad = find_crumbs(labels, ignore_index, speck, sliver)
    result = labels.copy()
    # Where nothing is sound, nothing says what the rest should be.
    if bad.any() and not bad.all():
        result[bad] = labels[nearest_outside(bad)][bad]
    return result


def find_crumbs(labels: np.ndarray, ignore_index: int, speck: int,
                sliver: int) -> np.ndarray:
    """What :func:`heal` mends; bool (H, W)."""
    bad = _slivers(labels == ignore_index, sliver)
    for label in np.unique(labels):
        bad |= find_specks(labels == label, speck)
    return bad


def _slivers(ignored: np.ndarray, width: int) -> np.ndarray:
    """Pixels of a mask's parts of at most ``width`` pixels; bool (H, W)."""
    if width < 1:
        return np.zeros_like(ignored)
    mask = ignored.astype(np.uint8)
    square = np.ones((width + 1, width + 1), np.uint8)
    # What lies beyond the picture counts as ignored, too: there, an area is
    # as wide as what is seen of its surroundings lets it be.
    wide = cv2.morphologyEx(
        cv2.copyMakeBorder(mask, *[width + 1] * 4, cv2.BORDER_REPLICATE),
        cv2.MORPH_OPEN, square)[width + 1:-width - 1, width + 1:-width - 1]
    # The opening also bites off the corners of what is wide.
    grown = cv2.dilate(wide, np.ones((2 * width + 1, ) * 2, np.uint8))
    return ignored & (grown == 0)
