"""Reads COCO's person keypoints back through pycocotools."""

import contextlib
import io
from pathlib import Path
from typing import Any, Dict, Iterator, List

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from .coco_document import check_annotations, check_images, load_document

# COCOeval's time grows with its images.
_EVALUATED = 1000


def check_keypoints(path: Path) -> List[str]:
    """Clauses on what is wrong with a keypoint file.

    Its own keypoints, given to ``COCOeval(iouType='keypoints')`` as
    predictions, must score an AP of 1.

    Args:
        path: the JSON file.

    Raises:
        InputError: it cannot be read.
    """
    document = load_document(path)
    problems = [*check_images(document), *check_annotations(document),
                *_check_points(document)]
    if not problems:
        score = _self_score(path, document)
        if not np.isclose(score, 1):
            problems.append(f'{path} compared with itself by COCOeval has an '
                            f'AP of {score:.4f}, not 1')
    return problems


def _check_points(document: Dict[str, Any]) -> Iterator[str]:
    joints = {item['id']: item.get('keypoints')
              for item in document['categories']}
    images = {item['id']: item for item in document['images']}
    for category_id, names in joints.items():
        if not names:
            yield f'the category {category_id} does not name its keypoints'
    for item in document['annotations']:
        image, name = images.get(item['image_id']), f'annotation {item["id"]}'
        names = joints.get(item['category_id'])
        if image is None or not names:
            continue
        points = item.get('keypoints', ())
        if len(points) != 3 * len(names):
            yield (f'{name} has {len(points)} keypoint values, not '
                   f'{3 * len(names)}: x, y, visibility per keypoint')
            continue
        x, y, seen = np.array(points, np.float64).reshape(-1, 3).T
        if not np.isin(seen, (0, 1, 2)).all():
            yield f'{name} has a visibility other than 0, 1 and 2'
            continue
        if item.get('num_keypoints') != int((seen > 0).sum()):
            yield (f'{name} says num_keypoints {item.get("num_keypoints")}, '
                   f'but {int((seen > 0).sum())} are labelled')
        # A joint may be labelled beyond the edge by a pixel of rounding.
        inside = ((x >= -1) & (y >= -1) & (x <= image['width'] + 1)
                  & (y <= image['height'] + 1))
        if not inside[seen > 0].all():
            yield f'{name} has a labelled keypoint outside the image'


def _self_score(path: Path, document: Dict[str, Any]) -> float:
    """AP of a file against itself; 1 if no keypoint is labelled."""
    labelled = [item for item in document['annotations']
                if item['num_keypoints'] and not item['iscrowd']]
    images = sorted({item['image_id'] for item in labelled})[:_EVALUATED]
    if not images:
        return 1.0
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(path))
        found = truth.loadRes([
            {key: item[key] for key in ('image_id', 'category_id',
                                        'keypoints')} | dict(score=1.0)
            for item in labelled])
        evaluation = COCOeval(truth, found, 'keypoints')
        parameters = evaluation.params
        parameters.imgIds = images
        parameters.maxDets = [len(labelled)]
        parameters.areaRng, parameters.areaRngLbl = [[0, 1e10]], ['all']
        joints = len(document['categories'][0]['keypoints'])
        if joints != len(parameters.kpt_oks_sigmas):
            # COCO's own are for its 17; any will do against itself.
            parameters.kpt_oks_sigmas = np.full(joints, 0.05)
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval['precision']
    return float(precision[precision > -1].mean())
