"""COCO's keypoint AP, by pycocotools."""

import contextlib
import io
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError
from .keypoint_fields import read_field

# COCOeval.stats of keypoints.
_NAMES = ('AP', 'AP50', 'AP75', 'AP_m', 'AP_l',
          'AR', 'AR50', 'AR75', 'AR_m', 'AR_l')


@METRICS.register_module()
class CocoKeypointMetric(BaseMetric):
    """AP and AR over object keypoint similarity, of one category.

    ``AP``, ``AP50``, ``AP75``, ``AP_m``, ``AP_l`` and the same of ``AR``,
    0 to 1 as ``COCOeval`` has them; -1 where there is no ground truth of
    that size. Figures without a labelled joint are ignored, as in COCO.

    Args:
        sigmas: of the K joints, the spread of human annotation in roots of
            the figure's area; COCO's 17 by default.
        kwargs: see :class:`mmengine.evaluator.BaseMetric`.
    """

    default_prefix = 'coco'

    def __init__(self, sigmas: Optional[Sequence[float]] = None,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if sigmas is None:
            sigmas = COCOeval(iouType='keypoints').params.kpt_oks_sigmas
        self.sigmas = np.asarray(sigmas, np.float64)

    def process(self, data_batch: Optional[Dict],
                data_samples: Sequence[Dict]) -> None:
        """Takes one batch in.

        Args:
            data_batch: not used.
            data_samples: dicts with

                - ``gt_instances``: ``keypoints`` (M, K, 3), x, y in pixels
                  and COCO's visibility; ``bboxes`` (M, 4), x1 y1 x2 y2;
                  ``areas`` (M,), of the figure's mask in square pixels;
                  optionally ``ignore_flags`` (M,), true for a crowd;
                - ``pred_instances``: ``keypoints`` (N, K, 3), x, y and
                  score; optionally ``scores`` (N,) of the figures, the mean
                  of the joints' scores by default.

        Raises:
            InputError: a field is missing, or K is not that of ``sigmas``.
        """
        for sample in data_samples:
            # One entry per sample: mmengine cuts the list to the dataset's
            # length.
            self.results.append((self._truth(sample), self._found(sample)))

    def _points(self, sample: Dict, group: str) -> np.ndarray:
        """Keypoints (M, K, 3)."""
        points = read_field(sample, group, 'keypoints', 3)
        if points.ndim != 3 or points.shape[1] != len(self.sigmas):
            raise InputError(
                f'{group}.keypoints has the shape {points.shape}, but '
                f'CocoKeypointMetric has {len(self.sigmas)} sigmas: give it '
                'sigmas of one entry per joint')
        return points

    def _truth(self, sample: Dict) -> List[Dict[str, Any]]:
        points = self._points(sample, 'gt_instances')
        boxes = read_field(sample, 'gt_instances', 'bboxes', 4)
        areas = read_field(sample, 'gt_instances', 'areas')
        crowd = np.zeros(len(points))
        if 'ignore_flags' in sample['gt_instances']:
            crowd = read_field(sample, 'gt_instances', 'ignore_flags')
        return [
            dict(category_id=1, area=float(area), iscrowd=int(flag),
                 bbox=[*box[:2], *(box[2:] - box[:2])],
                 keypoints=joints.ravel().tolist(),
                 num_keypoints=int((joints[:, 2] > 0).sum()))
            for joints, box, area, flag in zip(points, boxes, areas, crowd)
        ]

    def _found(self, sample: Dict) -> List[Dict[str, Any]]:
        points = self._points(sample, 'pred_instances')
        scores = points[..., 2].mean(1)
        if 'scores' in sample['pred_instances']:
            scores = read_field(sample, 'pred_instances', 'scores')
        return [dict(category_id=1, score=float(score),
                     keypoints=joints.ravel().tolist())
                for joints, score in zip(points, scores)]

    def compute_metrics(self, results: list) -> Dict[str, float]:
        """COCOeval over all samples, each an image of its own."""
        truth, found = ([
            dict(item, image_id=image)
            for image, pair in enumerate(results) for item in pair[side]
        ] for side in (0, 1))
        # Zero means "no match" among ids in COCOeval.
        for index, item in enumerate(truth):
            item['id'] = index + 1
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            coco = COCO()
            coco.dataset = dict(
                images=[dict(id=image) for image in range(len(results))],
                categories=[dict(id=1, name='person')], annotations=truth)
            coco.createIndex()
            # loadRes cannot take an empty list.
            evaluation = COCOeval(
                coco, coco.loadRes(found) if found else COCO(), 'keypoints')
            evaluation.params.kpt_oks_sigmas = self.sigmas
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        print_log(f'\n{printed.getvalue()}', logger='current')
        return dict(zip(_NAMES, evaluation.stats.tolist()))
