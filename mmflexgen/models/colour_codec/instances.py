"""Segments of a panoptic map as outlines, and back.

The outline between two segments is drawn on the larger of them, so that
small things stay whole. That also tells whom an outlined pixel belongs to:
the largest segment within the line's width. (Pixels of a still larger
segment cannot be that near: they would be part of an outline themselves.)
"""

from typing import Dict, List, Tuple

import cv2
import numpy as np

from mmflexgen.structures.label_regions import nearest_outside

VOID = 0


def find_outlines(segments: np.ndarray, width: int) -> np.ndarray:
    """Pixels that are nearer than ``width`` to a smaller segment.

    Void is no segment: none of its pixels is outlined, nor are those of
    others towards it.

    Args:
        segments: ids (H, W), 0 is void.
        width: of the line, in pixels.

    Returns:
        bool (H, W).
    """
    rank = _rank_by_area(segments)
    smallest = cv2.erode(np.where(rank == 0, rank.max() + 1, rank).astype(
        np.float32), _square(width))
    return (segments != VOID) & (smallest < rank)


def split_by_outlines(labels: np.ndarray, outlines: np.ndarray,
                      num_things: int, gap: int, min_pixels: int
                      ) -> Tuple[np.ndarray, List[Dict[str, int]]]:
    """Segments of a class map.

    A piece (4 neighbours) of a thing's class that the outlines cut off is an
    instance; all pixels of a stuff class are one segment.

    Args:
        labels: (H, W); -1 where there is no class, as on the outlines.
        outlines: bool (H, W).
        num_things: labels below are things, see ``SynthSample.panoptic``.
        gap: outlines may be broken by up to twice as many pixels.
        min_pixels: a piece of a thing with fewer pixels is no segment; nor
            is one that is nowhere 3 pixels wide: such fringes run along
            blurred borders, in the colours between those of two others.

    Returns:
        int32 ids (H, W), 0 for void, and a dict(id, label) of each, in
        label order.
    """
    segments = np.full(labels.shape, VOID, np.int32)
    infos: List[Dict[str, int]] = []
    blocked = cv2.dilate(outlines.astype(np.uint8), _square(gap)) > 0
    for label in np.unique(labels[labels >= 0]).tolist():
        mask = labels == label
        if label >= num_things:
            found = [mask]
        else:
            pieces = _pieces(mask, blocked)
            found = [pieces == piece for piece in range(1, pieces.max() + 1)]
            found = [piece for piece in found if piece.sum() >= min_pixels
                     and _is_wide(piece)]
        for piece in found:
            infos.append(dict(id=len(infos) + 1, label=label))
            segments[piece] = len(infos)
    return segments, infos


def give_back(segments: np.ndarray, pixels: np.ndarray,
              width: int) -> np.ndarray:
    """Segments that own the outlines, too.

    Args:
        segments: ids (H, W), 0 where ``pixels`` are.
        pixels: bool (H, W), to be owned by the largest segment within
            ``width``, or else the nearest.
        width: of the line, in pixels.
    """
    if not pixels.any() or not segments.any():
        return segments
    rank = _rank_by_area(segments)
    largest = cv2.dilate(rank.astype(np.float32),
                         _square(width)).astype(np.int64)
    by_rank = np.zeros(rank.max() + 1, segments.dtype)
    by_rank[rank] = segments
    result = segments.copy()
    near = pixels & (largest > 0)
    result[near] = by_rank[largest[near]]
    far = pixels & (largest == 0)
    if far.any():
        result[far] = result[nearest_outside(result == VOID)][far]
    return result


def _rank_by_area(segments: np.ndarray) -> np.ndarray:
    """1 for the smallest segment, 2 for the next ...; 0 for void.

    Of equal areas the lower id counts as smaller.
    """
    ids, places, areas = np.unique(segments, return_inverse=True,
                                   return_counts=True)
    order = np.argsort(np.where(ids == VOID, 0, areas), kind='stable')
    rank = np.empty(len(ids), np.int64)
    rank[order] = np.arange(len(ids)) + (VOID not in ids)
    return rank[places].reshape(segments.shape)


def _pieces(mask: np.ndarray, blocked: np.ndarray) -> np.ndarray:
    """Numbers the pieces of a mask, 1 ...; what lies under ``blocked`` goes
    to the nearest piece. 0 is not in the mask."""
    _, areas = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    open_ = mask & ~blocked
    count, pieces = cv2.connectedComponents(open_.astype(np.uint8),
                                            connectivity=4)
    # An area that is blocked everywhere is a piece of its own.
    closed = mask & ~np.isin(areas, areas[open_])
    pieces[closed] = areas[closed] + count
    rest = mask & (pieces == 0)
    if rest.any():
        pieces[rest] = pieces[nearest_outside(pieces == 0)][rest]
    return pieces


def _is_wide(mask: np.ndarray) -> bool:
    """Whether a square of 3 x 3 pixels fits in."""
    return bool(cv2.erode(mask.astype(np.uint8), _square(1)).any())


def _square(radius: int) -> np.ndarray:
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
