"""Masks as COCO polygons."""

from typing import List

import cv2
import numpy as np


def mask_to_polygons(mask: np.ndarray) -> List[List[float]]:
    """Polygons along the edges of a mask's pixels.

    Rasterised by pycocotools they give the mask back to the pixel. A hole
    is cut in through a slit of no width, since COCO takes the union of an
    object's polygons but fills each by parity.

    Args:
        mask: bool (H, W).

    Returns:
        list: one polygon x1, y1, x2, y2, … per 8-connected part, in pixels,
        whole numbers; empty if the mask is.
    """
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    if not rows.size:
        return []
    top, left = int(rows[0]), int(columns[0])
    part = mask[top:rows[-1] + 1, left:columns[-1] + 1]
    # OpenCV's contours run through pixel centres. Of a mask of twice the
    # size, they tell on which side of a pixel the edge is.
    doubled = part.astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    contours, tree = cv2.findContours(doubled, cv2.RETR_CCOMP,
                                      cv2.CHAIN_APPROX_NONE)
    outlines = [_outline(contour) + (left, top) for contour in contours]
    polygons = []
    # OpenCV 5 gives (N, 4), earlier versions (1, N, 4): next, previous,
    # first child, parent.
    tree = tree.reshape(-1, 4)
    for index in np.flatnonzero(tree[:, 3] < 0):
        polygon = outlines[index]
        for hole in np.flatnonzero(tree[:, 3] == index):
            polygon = _cut(polygon, outlines[hole])
        polygons.append(polygon.ravel().tolist())
    return polygons


def _outline(contour: np.ndarray) -> np.ndarray:
    """Corners (N, 2) of the pixel edges along a doubled contour."""
    points = (contour.reshape(-1, 2) + 1) // 2
    before, after = np.roll(points, 1, 0), np.roll(points, -1, 0)
    points = points[(points != before).any(1)]
    before, after = np.roll(points, 1, 0), np.roll(points, -1, 0)
    one, two = points - before, after - points
    corner = one[:, 0] * two[:, 1] != one[:, 1] * two[:, 0]
    return points[corner].astype(np.float64)


def _cut(polygon: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """A polygon that goes round a hole on its way."""
    start = int(np.square(polygon - hole[0]).sum(1).argmin())
    return np.concatenate([polygon[:start + 1], hole, hole[:1],
                           polygon[start:]])
