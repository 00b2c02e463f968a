"""Labels by mmdet's models, against mmdet's own inference."""

import numpy as np
import pytest
import torch
from mmdet.apis import inference_detector, init_detector
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData, PixelData

from mmflexgen.models.annotators import MMDetAnnotator
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

THINGS = ('car', 'dog', 'bus')


@pytest.fixture(scope='module')
def detector(save):
    return save('mask-rcnn_r18_shapesworld')


@pytest.fixture
def told(detector, monkeypatch):
    """An annotator of whatever the model is made to say."""

    def make(sample, kind='instances', metainfo=None, classes=THINGS,
             **options):
        annotator = MMDetAnnotator(
            **detector, device='cpu', kind=kind, classes=classes,
            metainfo=metainfo or dict(thing_classes=THINGS), **options)
        monkeypatch.setattr(annotator.model, 'predict',
                            lambda images: [sample])
        return annotator.annotate(np.zeros((2, 4, 3), np.uint8))

    return make


def test_objects_are_mmdets(detector, image, metainfo):
    annotator = MMDetAnnotator(**detector, metainfo=metainfo, device='cpu',
                               score_thr=0.08, overlap_thr=1.)
    found = annotator.annotate(image)
    cfg = load_config(detector['config'])
    model = init_detector(cfg, detector['checkpoint'], device='cpu')
    expected = inference_detector(
        model, np.ascontiguousarray(image[..., ::-1])).pred_instances
    kept = [index for index in range(len(expected))
            if expected.scores[index] >= 0.08 and expected.masks[index].any()]
    assert 0 < len(kept) < len(expected)
    order = sorted(kept, key=lambda index: -expected.scores[index].item())
    for name in ('labels', 'scores', 'bboxes', 'masks'):
        np.testing.assert_array_equal(
            found.value.get(name), expected.get(name)[order].numpy())
    assert found.scores['instance_confidence'] == pytest.approx(
        np.mean([expected.scores[index].item() for index in kept]), rel=1e-5)


def test_objects_by_name_score_and_overlap(told):
    left = torch.zeros(2, 4, dtype=torch.bool)
    left[:, :2] = True
    sample = DetDataSample(pred_instances=InstanceData(
        labels=torch.tensor([2, 0, 0, 1, 2]),
        scores=torch.tensor([.6, .9, .8, .95, .3]),
        bboxes=torch.arange(20.).view(5, 4),
        masks=torch.stack([~left, left, left, left, ~left])))
    found = told(sample, metainfo=dict(thing_classes=('coach', 'car')),
                 rename=dict(bus='coach', dog=None)).value
    # The second car is the first one again; the dog hides nothing.
    assert found.labels.tolist() == [1, 0]
    assert found.scores.tolist() == pytest.approx([.9, .6])
    assert found.bboxes.tolist() == [[4, 5, 6, 7], [0, 1, 2, 3]]
    assert found.masks[1].tolist() == (~left).tolist()


def test_detectors_give_boxes_alone(told):
    found = told(DetDataSample(pred_instances=InstanceData(
        labels=torch.tensor([1]), scores=torch.tensor([.9]),
        bboxes=torch.ones(1, 4)))).value
    assert found.labels.tolist() == [1] and 'masks' not in found


def test_nothing_found(told):
    found = told(DetDataSample(pred_instances=InstanceData(
        labels=torch.zeros(0, dtype=torch.long), scores=torch.zeros(0),
        bboxes=torch.zeros(0, 4), masks=torch.zeros(0, 2, 4).bool())))
    assert found.value.masks.shape == (0, 2, 4)
    assert found.scores == dict(instance_confidence=0.)


def test_segments(told):
    """mmdet: label + 1000 times the object's number; the number of classes
    is void."""
    coded = torch.tensor([[[0, 1000, 2, 3], [1, 2, 2000, 3]]])
    found = told(
        DetDataSample(pred_panoptic_seg=PixelData(sem_seg=coded)),
        kind='panoptic', classes=('car', 'dog', 'sky'),
        metainfo=dict(thing_classes=('car', ), stuff_classes=('sky', )),
        rename=dict(dog=None))
    names = {segment['id']: ('car', 'sky')[segment['label']]
             for segment in found.metainfo['segments']}
    assert [[names.get(number) for number in row]
            for row in found.value.tolist()] == [
        ['car', 'car', 'sky', None], [None, 'sky', 'car', None]]
    cars = [found.value[0, 0], found.value[0, 1], found.value[1, 2]]
    assert len(set(cars)) == 3 and len(names) == 4
    assert found.value.dtype == np.int32
    assert found.scores == dict(panoptic_known=5 / 8)


def test_what_does_not_fit_is_named(told, detector, image, metainfo):
    with pytest.raises(InputError, match='the generator has no stuff_class'):
        MMDetAnnotator(**detector, kind='panoptic', metainfo=dict(
            thing_classes=metainfo['thing_classes']))
    with pytest.raises(InputError, match="finds 'disc', which is none"):
        MMDetAnnotator(**detector, device='cpu',
                       metainfo=dict(thing_classes=THINGS))
    annotator = MMDetAnnotator(
        **detector, device='cpu', kind='panoptic', metainfo=dict(
            metainfo, stuff_classes=('ground', )))
    with pytest.raises(InputError, match='gives no pred_panoptic_seg'):
        annotator.annotate(image)
    with pytest.raises(InputError, match='the label 7, but names 3 classes'):
        told(DetDataSample(pred_instances=InstanceData(
            labels=torch.tensor([7]), scores=torch.tensor([.9]),
            bboxes=torch.ones(1, 4))))
