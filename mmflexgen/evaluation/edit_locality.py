"""What else changes in a scene when one object is moved."""

from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from mmengine.structures import InstanceData

from .asked_objects import match_objects, right_objects, same_label


class EditLocality:
    """Adds up over scenes, each drawn three times.

    *Before* and *after* one object was moved, from one seed; and *anew*,
    unmoved, from another seed. The other objects, where they are found
    before, are looked for in the same places after and anew. Pixels are
    compared outside the moved object's old and new box.

    Args:
        iou_thr: least intersection over union of an object and its place.
    """

    def __init__(self, iou_thr: float = 0.5) -> None:
        self.iou_thr = iou_thr
        self.scenes = self.others = self.kept = self.anew = self.moved = 0
        self.changed: List[float] = []
        self.reseeded: List[float] = []

    def add(self, asked: InstanceData, index: int, new_box: np.ndarray,
            images: Sequence[np.ndarray],
            found: Sequence[InstanceData]) -> None:
        """Count one scene.

        Args:
            asked: objects before, see
                :mod:`mmflexgen.evaluation.asked_objects`.
            index: which of them is moved.
            new_box: its box afterwards, x1, y1, x2, y2 in pixels.
            images: before, after, anew; uint8 (H, W, 3) each.
            found: objects that a detector finds in each.
        """
        before, after, anew = found
        match, = match_objects([asked], [before], self.iou_thr)
        seen = same_label(asked, before, match)
        seen[index] = False
        places = before.bboxes[match[seen]]
        labels = asked.labels[seen]

        def still(where: InstanceData, box: np.ndarray) -> np.ndarray:
            # The moved one has its place, too, or might take another's.
            expected = InstanceData(
                bboxes=np.concatenate([places, np.reshape(box, (1, 4))]),
                labels=np.append(labels, asked.labels[index]))
            return right_objects([expected], [where], self.iou_thr)[0]

        old_box = asked.bboxes[index]
        there = still(after, new_box)
        self.scenes += 1
        self.others += len(places)
        self.kept += int(there[:-1].sum())
        self.moved += int(there[-1])
        self.anew += int(still(anew, old_box)[:-1].sum())
        where = outside(images[0].shape[:2], [old_box, new_box])
        if where.any():
            for values, other in ((self.changed, images[1]),
                                  (self.reseeded, images[2])):
                difference = np.abs(images[0].astype(np.float64) - other)
                values.append(float(difference[where].mean()))

    def summary(self) -> Dict[str, Any]:
        """All measures as JSON-ready values.

        Returns:
            dict: ``scenes``; ``others``, unmoved objects found before;
            percentages of them ``others_kept`` after and ``others_anew``
            from another seed; ``moved_found``, percentage of moved objects
            at their new place; ``change`` and ``change_between_seeds``,
            mean absolute difference in grey levels, and their ``ratio``.
            None where there is nothing to divide by.
        """
        change = float(np.mean(self.changed)) if self.changed else None
        seeds = float(np.mean(self.reseeded)) if self.reseeded else None
        return dict(
            scenes=self.scenes, others=self.others,
            others_kept=_percent(self.kept, self.others),
            others_anew=_percent(self.anew, self.others),
            moved_found=_percent(self.moved, self.scenes),
            change=change, change_between_seeds=seeds,
            ratio=change / seeds if seeds else None, iou_thr=self.iou_thr)


def outside(size: Sequence[int], boxes: Sequence[np.ndarray]) -> np.ndarray:
    """bool (H, W): pixels that no box touches.

    Args:
        size: H, W.
        boxes: x1, y1, x2, y2 in pixels each.
    """
    free = np.ones(tuple(size), bool)
    for x1, y1, x2, y2 in boxes:
        free[int(np.floor(y1)):int(np.ceil(y2)),
             int(np.floor(x1)):int(np.ceil(x2))] = False
    return free


def _percent(part: int, whole: int) -> Optional[float]:
    return round(100 * part / whole, 2) if whole else None
