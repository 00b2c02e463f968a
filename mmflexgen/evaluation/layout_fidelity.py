"""Do objects stand where a composition asked for them?"""

from typing import Any, Dict, Optional, Sequence

import numpy as np

from .asked_objects import (Objects, above_score, average_precision,
                            match_objects, same_label)


def layout_fidelity(asked: Objects, found: Objects, classes: Sequence[str],
                    score_thr: float = 0.3,
                    iou_thr: float = 0.5) -> Dict[str, Any]:
    """Compares what was asked for with what a detector finds.

    An object is *found* if the detector finds one in its place, of whatever
    category, and *right* if that has its category; see
    :func:`match_objects`.

    Args:
        asked: objects asked for, one ``InstanceData`` an image, not all
            empty; see :mod:`mmflexgen.evaluation.asked_objects`.
        found: objects found, of all scores.
        classes: names by label.
        score_thr: those found below it count for AP alone.
        iou_thr: least intersection over union.

    Returns:
        dict: JSON-ready; ``images``, ``asked``; percentages ``AP`` (at
        ``iou_thr``, mean over the classes asked for), ``found`` and
        ``right`` of those asked for, ``category_right`` of those found;
        ``extra_per_image``, objects that stand in nobody's place; and
        ``per_class`` with counts and AP.
    """
    certain = above_score(found, score_thr)
    matches = match_objects(asked, certain, iou_thr)
    right = np.concatenate([same_label(*each) for each in
                            zip(asked, certain, matches)])
    hit = np.concatenate(matches) >= 0
    labels = np.concatenate([each.labels for each in asked])
    precision = average_precision(asked, found, len(classes), iou_thr)
    per_class = {
        name: dict(asked=int((labels == index).sum()),
                   found=int(hit[labels == index].sum()),
                   right=int(right[labels == index].sum()),
                   AP=_percent(precision[index]))
        for index, name in enumerate(classes)}
    extra = sum(map(len, certain)) - hit.sum()
    return dict(
        images=len(asked), asked=len(labels),
        AP=_percent(np.nanmean(precision)), found=_percent(hit.mean()),
        right=_percent(right.mean()),
        category_right=_percent(right.sum() / hit.sum() if hit.any()
                                else np.nan),
        extra_per_image=round(float(extra / len(asked)), 3),
        iou_thr=iou_thr, score_thr=score_thr, per_class=per_class)


def _percent(share: float) -> Optional[float]:
    return None if np.isnan(share) else round(100 * float(share), 2)
