"""What a set of label maps shows: classes, areas, pieces."""

from typing import Any, Dict, List, Optional, Sequence

import cv2
import numpy as np


class MaskStatistics:
    """Adds up what label maps show, one map at a time.

    A class is *shown* where it covers more than ``min_share`` of the map.

    Args:
        classes: names of the classes.
        min_share: 0 to 1.
        background: index of the class that nobody asks for, if there is one.
        min_piece: connected pieces (8 neighbours) of fewer pixels do not
            count.
    """

    def __init__(self, classes: Sequence[str], min_share: float = 0.01,
                 background: Optional[int] = None,
                 min_piece: int = 9) -> None:
        self.classes = list(classes)
        self.min_share = min_share
        self.background = background
        self.min_piece = min_piece
        self.maps = 0
        self.asking = self.complete = 0
        self.prompted = np.zeros(len(classes), np.int64)
        self.found = np.zeros(len(classes), np.int64)
        self.unasked = np.zeros(len(classes), np.int64)
        self.pixels = np.zeros(len(classes), np.int64)
        # Of each class, one entry per map that shows it.
        self.areas: List[List[float]] = [[] for _ in classes]
        self.pieces: List[List[int]] = [[] for _ in classes]

    def add(self, labels: np.ndarray,
            prompted: Optional[Sequence[str]] = None) -> None:
        """Count one map.

        Args:
            labels: uint8 (H, W); labels above the classes are of none.
            prompted: names of the classes its prompt asked for; None where
                there is no prompt.
        """
        num = len(self.classes)
        counts = np.bincount(labels.ravel(), minlength=num)[:num]
        share = counts / labels.size
        shown = share > self.min_share
        self.maps += 1
        self.pixels += counts
        for index in np.flatnonzero(shown):
            self.areas[index].append(float(share[index]))
            self.pieces[index].append(self._pieces(labels == index))
        if prompted is None:
            return
        asked = np.isin(self.classes, list(prompted))
        self.prompted += asked
        self.found += asked & shown
        unasked = shown & ~asked
        if self.background is not None:
            unasked[self.background] = False
        self.unasked += unasked
        if asked.any():
            self.asking += 1
            self.complete += not (asked & ~shown).any()

    def _pieces(self, mask: np.ndarray) -> int:
        areas = cv2.connectedComponentsWithStats(
            mask.astype(np.uint8), connectivity=8)[2][1:, cv2.CC_STAT_AREA]
        return int((areas >= self.min_piece).sum())

    def summary(self) -> Dict[str, Any]:
        """JSON-ready values; parts are 0 to 1, None where there are none.

        Returns:
            dict: ``maps``; ``complete``, the part of the maps with a prompt
            that show all classes asked for, ``recall``, the part of these
            classes that are shown, and ``unasked``, classes per map with a
            prompt that are shown and were not asked for (None without
            prompts);
            ``classes_per_map``, ``pieces_per_map`` and the quantiles 0.1,
            0.5 and 0.9 of ``areas``, without the background; ``per_class``:
            name to ``maps`` (part that shows it), ``area`` (mean part of
            these maps), ``pieces`` (mean of these maps), ``prompted`` and
            ``found``.
        """
        kept = [index for index in range(len(self.classes))
                if index != self.background]
        areas = [area for index in kept for area in self.areas[index]]
        pieces = sum(sum(self.pieces[index]) for index in kept)
        return dict(
            maps=self.maps,
            complete=_ratio(self.complete, self.asking),
            recall=_ratio(self.found.sum(), self.prompted.sum()),
            unasked=_ratio(self.unasked.sum(), self.asking),
            classes_per_map=_ratio(len(areas), self.maps),
            pieces_per_map=_ratio(pieces, self.maps),
            areas=(np.quantile(areas, (0.1, 0.5, 0.9)).round(4).tolist()
                   if areas else None),
            per_class={
                name: dict(
                    maps=_ratio(len(self.areas[index]), self.maps),
                    area=_ratio(sum(self.areas[index]),
                                len(self.areas[index])),
                    pieces=_ratio(sum(self.pieces[index]),
                                  len(self.pieces[index])),
                    prompted=int(self.prompted[index]),
                    found=int(self.found[index]))
                for index, name in enumerate(self.classes)})

    def pixel_distance(self, other: 'MaskStatistics') -> float:
        """Part of the pixels that would have to change class, 0 to 1, for
        both sets to show all classes as often (total variation)."""
        shares = [each.pixels / max(each.pixels.sum(), 1)
                  for each in (self, other)]
        return float(np.abs(shares[0] - shares[1]).sum() / 2)


def _ratio(part: float, whole: float) -> Optional[float]:
    return round(float(part / whole), 4) if whole else None
