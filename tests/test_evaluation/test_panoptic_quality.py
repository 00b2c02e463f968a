"""Panoptic quality against mmdet's copy of panopticapi."""

import json

import numpy as np
import pytest
import torch
from mmdet.evaluation.functional import INSTANCE_OFFSET, panoptic_utils
from PIL import Image

from mmflexgen.evaluation.panoptic_quality import PanopticQualityMetric
from mmflexgen.structures.panoptic_ids import ids_to_rgb, rgb_to_ids
from mmflexgen.utils import InputError

CLASSES = ('disc', 'ring', 'ground', 'sky')
META = dict(classes=CLASSES, thing_classes=CLASSES[:2],
            stuff_classes=CLASSES[2:])
CATEGORIES = (7, 3, 9, 5)
SIDE = 24


class _Stat:
    """panopticapi's counters of one category."""

    def __init__(self) -> None:
        self.iou, self.tp, self.fp, self.fn = 0., 0, 0, 0


class _Stats(dict):
    def __missing__(self, key):
        return self.setdefault(key, _Stat())


def _scene(rng):
    """Ids (H, W) of rectangles, some void, and their segments."""
    ids = np.zeros((SIDE, SIDE), np.int32)
    ids[:12], ids[12:20] = 1, 70000
    segments = [dict(id=1, category_id=5, iscrowd=0),
                dict(id=70000, category_id=9, iscrowd=0)]
    for number in range(2, 7):
        top, left = rng.integers(0, 18, 2)
        ids[top:top + 7, left:left + 7] = number
        segments.append(dict(id=number, category_id=(7, 3)[number % 2],
                             iscrowd=int(number == 6)))
    return ids, [dict(each, area=int((ids == each['id']).sum()))
                 for each in segments if (ids == each['id']).any()]


def _guess(rng, ids, segments):
    """mmdet's codes of a prediction that is near the truth."""
    moved = np.roll(ids, rng.integers(-2, 3, 2), (0, 1))
    codes = np.full(ids.shape, len(CLASSES))
    for number, segment in enumerate(segments):
        label = CATEGORIES.index(segment['category_id'])
        if rng.random() < 0.15:
            label = 1 - label if label < 2 else label
        if rng.random() < 0.9:
            codes[moved == segment['id']] = (
                label + INSTANCE_OFFSET * (number + 1) * (label < 2))
    return codes


@pytest.fixture
def scenes(tmp_path):
    """Truth in COCO's layout and predictions, in mmdet's and COCO's."""
    rng = np.random.default_rng(0)
    (tmp_path / 'true').mkdir()
    (tmp_path / 'found').mkdir()
    truths, guesses, samples = [], [], []
    for image in range(12):
        ids, segments = _scene(rng)
        codes = _guess(rng, ids, segments)
        name = f'{image}.png'
        Image.fromarray(ids_to_rgb(ids)).save(tmp_path / 'true' / name)
        truths.append(dict(image_id=image, file_name=name,
                           segments_info=segments))
        void = codes == len(CLASSES)
        Image.fromarray(ids_to_rgb(np.where(void, 0, codes + 1))).save(
            tmp_path / 'found' / name)
        guesses.append(dict(image_id=image, file_name=name, segments_info=[
            dict(id=int(code) + 1,
                 category_id=CATEGORIES[code % INSTANCE_OFFSET])
            for code in np.unique(codes[~void])]))
        samples.append(dict(img_id=image, pred_panoptic_seg=dict(
            sem_seg=torch.from_numpy(codes)[None])))
    (tmp_path / 'true.json').write_text(json.dumps(dict(
        categories=[dict(id=number, name=name) for number, name in
                    zip(CATEGORIES, CLASSES)], annotations=truths)))
    return tmp_path, truths, guesses, samples


def _metric(folder):
    metric = PanopticQualityMetric(ann_file=str(folder / 'true.json'),
                                   seg_prefix=str(folder / 'true'))
    metric.dataset_meta = META
    return metric


def test_equals_panopticapi(scenes, monkeypatch):
    folder, truths, guesses, samples = scenes
    monkeypatch.setattr(panoptic_utils, 'PQStat', _Stats)
    monkeypatch.setattr(panoptic_utils, 'rgb2id', rgb_to_ids)
    stats = panoptic_utils.pq_compute_single_core(
        0, list(zip(truths, guesses)), str(folder / 'true'),
        str(folder / 'found'), {number: {} for number in CATEGORIES})
    metric = _metric(folder)
    metric.process(None, samples)
    found = metric.evaluate(len(samples))
    for suffix, labels in (('', range(4)), ('_th', (0, 1)),
                           ('_st', (2, 3))):
        parts = [stats[CATEGORIES[label]] for label in labels]
        assert all(each.tp and each.fp and each.fn for each in parts[:2])
        expected = dict(
            PQ=[each.iou / (each.tp + 0.5 * each.fp + 0.5 * each.fn)
                for each in parts],
            SQ=[each.iou / each.tp for each in parts],
            RQ=[each.tp / (each.tp + 0.5 * each.fp + 0.5 * each.fn)
                for each in parts])
        for name, values in expected.items():
            assert found[f'coco_panoptic/{name}{suffix}'] == pytest.approx(
                100 * np.mean(values))


def test_the_truth_itself_is_perfect(scenes):
    folder, truths, _, _ = scenes
    metric = _metric(folder)
    for truth in truths:
        ids = rgb_to_ids(np.array(Image.open(
            folder / 'true' / truth['file_name'])))
        codes = np.full(ids.shape, len(CLASSES))
        for number, segment in enumerate(truth['segments_info'], 1):
            codes[ids == segment['id']] = CATEGORIES.index(
                segment['category_id']) + INSTANCE_OFFSET * number
        metric.process(None, [dict(
            img_id=truth['image_id'], pred_panoptic_seg=dict(
                sem_seg=torch.from_numpy(codes)[None]))])
    found = metric.evaluate(len(truths))
    assert len(found) == 9
    assert all(value == pytest.approx(100) for value in found.values())


def test_bad_input_is_named(scenes):
    folder, _, _, samples = scenes
    metric = _metric(folder)
    with pytest.raises(InputError, match='has no image 99: give'):
        metric.process(None, [dict(samples[0], img_id=99)])
    small = dict(sem_seg=samples[0]['pred_panoptic_seg']['sem_seg'][:, 1:])
    with pytest.raises(InputError, match='evaluate at the original size'):
        metric.process(None, [dict(img_id=0, pred_panoptic_seg=small)])
    other = _metric(folder)
    other.dataset_meta = dict(META, classes=(*CLASSES, 'cat'))
    with pytest.raises(InputError, match="no category 'cat'"):
        other.process(None, samples[:1])
