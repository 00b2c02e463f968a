"""Objects that were asked for against those that a detector finds.

Both are ``InstanceData`` per image with ``bboxes`` (N, 4), x1 y1 x2 y2 in
pixels, and ``labels`` (N,); those found have ``scores`` (N,), too. Matching
and precision are COCO's, by pycocotools.
"""

import contextlib
import io
from typing import List, Sequence

import numpy as np
from mmengine.structures import InstanceData
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

Objects = Sequence[InstanceData]


def above_score(found: Objects, score: float) -> List[InstanceData]:
    """Those of at least this score."""
    return [each[each.scores >= score] for each in found]


def match_objects(asked: Objects, found: Objects,
                  iou_thr: float = 0.5) -> List[np.ndarray]:
    """Which object was found in the place of each that was asked for.

    Of whatever category: those found take, by falling score, the free box
    that they overlap most.

    Args:
        asked: M objects an image.
        found: N objects an image.
        iou_thr: least intersection over union.

    Returns:
        int64 (M,) per image, numbers of objects found; -1 where there is
        none.
    """
    result = _evaluate(asked, found, 1, iou_thr, use_categories=False)
    start = np.cumsum([0] + [len(each) for each in found])
    matches = []
    for image, objects in enumerate(asked):
        if not len(objects):  # pycocotools may have no entry
            matches.append(np.zeros(0, np.int64))
            continue
        numbers = result.evalImgs[image]['gtMatches'][0].astype(np.int64) - 1
        matches.append(np.where(numbers < 0, -1, numbers - start[image]))
    return matches


def right_objects(asked: Objects, found: Objects,
                  iou_thr: float = 0.5) -> List[np.ndarray]:
    """Whether what was found in its place has the category asked for.

    Where two objects were found in one place, the one of the higher score
    counts; see :func:`match_objects`.

    Returns:
        bool (M,) per image.
    """
    return [same_label(*each) for each in zip(asked, found, match_objects(
        asked, found, iou_thr))]


def same_label(asked: InstanceData, found: InstanceData,
               match: np.ndarray) -> np.ndarray:
    """bool (M,): whether its match, of :func:`match_objects`, is one of its
    category."""
    right = match >= 0
    right[right] = found.labels[match[right]] == asked.labels[right]
    return right


def average_precision(asked: Objects, found: Objects, num_classes: int,
                      iou_thr: float = 0.5) -> np.ndarray:
    """AP of each class at one overlap, 0 to 1.

    Args:
        asked: taken for the ground truth.
        found: of all scores.
        num_classes: labels are below it.
        iou_thr: least intersection over union.

    Returns:
        float (num_classes,); NaN where nothing was asked for.
    """
    result = _evaluate(asked, found, num_classes, iou_thr,
                       use_categories=True)
    with contextlib.redirect_stdout(io.StringIO()):
        result.accumulate()
    precision = result.eval['precision'][0, :, :, 0, 0]  # recall, class
    return np.where(precision[0] < 0, np.nan, precision.mean(0))


def _evaluate(asked: Objects, found: Objects, num_classes: int,
              iou_thr: float, use_categories: bool) -> COCOeval:
    """pycocotools' matching of all images."""
    with contextlib.redirect_stdout(io.StringIO()):
        result = COCOeval(_coco(asked, num_classes, use_categories),
                          _coco(found, num_classes, use_categories), 'bbox')
        result.params.iouThrs = np.array([iou_thr])
        result.params.areaRng, result.params.areaRngLbl = [[0, 1e10]], ['all']
        result.params.maxDets = [max(map(len, found), default=0) or 1]
        result.evaluate()
    return result


def _coco(objects: Objects, num_classes: int, use_categories: bool) -> COCO:
    """COCO's document; ids of objects count from 1 over all images."""
    annotations = []
    for image, each in enumerate(objects):
        scores = each.get('scores', np.ones(len(each)))
        for box, label, score in zip(each.bboxes.tolist(),
                                     each.labels.tolist(), scores.tolist()):
            x1, y1, x2, y2 = box
            annotations.append(dict(
                id=len(annotations) + 1, image_id=image,
                category_id=label if use_categories else 0, score=score,
                bbox=[x1, y1, x2 - x1, y2 - y1],
                area=(x2 - x1) * (y2 - y1), iscrowd=0))
    coco = COCO()
    coco.dataset = dict(
        images=[dict(id=image) for image in range(len(objects))],
        categories=[dict(id=label) for label in range(num_classes)],
        annotations=annotations)
    coco.createIndex()
    return coco
