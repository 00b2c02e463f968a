"""Panoptic quality (Kirillov et al. 2019)."""

import json
import os.path as osp
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmengine.evaluator import BaseMetric
from PIL import Image

from mmflexgen.registry import METRICS
from mmflexgen.structures.panoptic_ids import rgb_to_ids
from mmflexgen.utils import InputError


@METRICS.register_module()
class PanopticQualityMetric(BaseMetric):
    """PQ, SQ and RQ in percent, of all classes, things and stuff.

    mmdet's ``CocoPanopticMetric`` by the same arguments and under the same
    names, without panopticapi, which is not on PyPI. Of a class

        PQ = (sum of IoU over matches) / (TP + FP / 2 + FN / 2) = SQ RQ,

    a match being a predicted and a true segment of the class with an IoU
    above one half. What is void or a crowd in the truth counts neither for
    nor against a prediction.

    Args:
        ann_file: COCO's panoptic JSON.
        seg_prefix: folder of its PNGs.
        kwargs: see :class:`mmengine.evaluator.BaseMetric`.
    """

    default_prefix = 'coco_panoptic'

    def __init__(self, ann_file: str, seg_prefix: str,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ann_file = ann_file
        self.seg_prefix = seg_prefix
        self._truth: Optional[Dict[int, Dict[str, Any]]] = None

    def process(self, data_batch: Optional[Dict],
                data_samples: Sequence[Dict]) -> None:
        """Counts matches of one batch.

        Args:
            data_batch: not used.
            data_samples: dicts with ``img_id`` and ``pred_panoptic_seg``,
                whose ``sem_seg`` (1, H, W) holds the label plus mmdet's
                ``INSTANCE_OFFSET`` times the number of the object.

        Raises:
            InputError: the annotation file lacks an image or a class, or a
                prediction is of another size.
        """
        names = self.dataset_meta['classes']
        for sample in data_samples:
            truth = self._find(sample['img_id'])
            path = osp.join(self.seg_prefix, truth['file_name'])
            with Image.open(path) as picture:
                ids = rgb_to_ids(np.array(picture.convert('RGB')))
            found = sample['pred_panoptic_seg']['sem_seg'][0].cpu().numpy()
            if found.shape != ids.shape:
                raise InputError(
                    f'the prediction for {path} is {found.shape}, the '
                    f'picture {ids.shape} (height, width): evaluate at the '
                    'original size')
            self.results.append(count_matches(
                ids, truth['segments'], found, len(names)))

    def _find(self, image: int) -> Dict[str, Any]:
        """File and segments of an image, their labels by our classes."""
        if self._truth is None:
            with open(self.ann_file, encoding='utf-8') as file:
                document = json.load(file)
            names = list(self.dataset_meta['classes'])
            labels = {each['id']: names.index(each['name'])
                      for each in document['categories']
                      if each['name'] in names}
            missing = set(names) - {each['name']
                                    for each in document['categories']}
            if missing:
                raise InputError(
                    f"{self.ann_file} has no category "
                    f"'{sorted(missing)[0]}': give the metric the file of "
                    "the dataset's classes")
            self._truth = {
                each['image_id']: dict(
                    file_name=each['file_name'],
                    segments=[dict(segment,
                                   label=labels[segment['category_id']])
                              for segment in each['segments_info']
                              if segment['category_id'] in labels])
                for each in document['annotations']}
        if image not in self._truth:
            raise InputError(
                f'{self.ann_file} has no image {image}: give the metric the '
                'file that the dataset reads')
        return self._truth[image]

    def compute_metrics(self, results: List[np.ndarray]) -> Dict[str, float]:
        """Means over the classes that occur, in the truth or predicted."""
        iou, tp, fp, fn = np.sum(results, axis=0).T
        occurs = tp + fp + fn > 0
        sq = iou / np.maximum(tp, 1)
        rq = tp / np.maximum(tp + fp / 2 + fn / 2, 1)
        things = np.isin(self.dataset_meta['classes'],
                         self.dataset_meta['thing_classes'])
        return {
            f'{name}{suffix}': 100 * float(values[occurs & part].mean())
            for suffix, part in (('', True), ('_th', things),
                                 ('_st', ~things))
            if (occurs & part).any()
            for name, values in (('PQ', sq * rq), ('SQ', sq), ('RQ', rq))}


def count_matches(ids: np.ndarray, segments: Sequence[Dict[str, Any]],
                  found: np.ndarray, num_classes: int) -> np.ndarray:
    """Sum of IoU, true positives, false positives and false negatives.

    Args:
        ids: of the true segments, (H, W), 0 is void.
        segments: ``id``, ``label`` and optionally ``iscrowd`` of each.
        found: label plus ``INSTANCE_OFFSET`` times a number, (H, W); a
            label of ``num_classes`` or more is void.
        num_classes: C.

    Returns:
        (C, 4).
    """
    codes, place = np.unique(found, return_inverse=True)
    # Rows: the segments, then all other pixels; columns: the predictions.
    row = np.full(ids.shape, len(segments))
    for index, segment in enumerate(segments):
        row[ids == segment['id']] = index
    overlap = np.zeros((len(segments) + 1, len(codes)))
    np.add.at(overlap, (row, place.reshape(ids.shape)), 1)
    guessed = codes % INSTANCE_OFFSET
    true_area, area = overlap.sum(1), overlap.sum(0)
    overlap, void = overlap[:-1], overlap[-1]
    labels = np.array([segment['label'] for segment in segments], int)
    crowd = np.array([bool(segment.get('iscrowd')) for segment in segments],
                     bool)

    same = labels[:, None] == guessed
    union = true_area[:-1, None] + area - overlap - void
    iou = np.where(same & ~crowd[:, None], overlap / np.maximum(union, 1), 0)
    match = iou > 0.5
    ignored = void + (overlap * (same & crowd[:, None])).sum(0)
    wrong = (~match.any(0) & (guessed < num_classes)
             & (ignored <= area / 2))
    missed = ~match.any(1) & ~crowd
    counts = np.zeros((num_classes, 4))
    rows = match.any(1)
    np.add.at(counts[:, 0], labels[rows], (iou * match).sum(1)[rows])
    for column, those in enumerate((labels[rows], guessed[wrong],
                                    labels[missed]), 1):
        counts[:, column] = np.bincount(those, minlength=num_classes)
    return counts
