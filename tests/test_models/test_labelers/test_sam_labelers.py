"""Labelers that ask Segment Anything."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch

from mmflexgen.models.labelers import (PointLabeler, SamLabeler,
                                       SegmentAnythingLabeler, far_points)
from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.utils import InputError

SIZE = (48, 64)


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    """A SAM with random weights, as the trainer exports it."""
    torch.manual_seed(0)
    path = str(tmp_path_factory.mktemp('sam') / 'tiny')
    MODELS.build(dict(
        type='mmflexgen.PointSegmenterTrainer', image_size=64, patch_size=8,
        channels=16, vision=dict(
            hidden_size=16, mlp_dim=16, num_hidden_layers=1,
            num_attention_heads=2, window_size=0),
        decoder=dict(mlp_dim=16, num_attention_heads=2))).export(path)
    return path


@pytest.fixture
def scene():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (*SIZE, 3), dtype=np.uint8)
    return image, rng.random((3, 6, 8)).astype(np.float32)


class Discs(PointLabeler):
    """Says which points it was asked for."""

    def segment(self, image, points):
        self.asked = points
        masks = np.zeros((len(points), *image.shape[:2]), bool)
        masks[:, 0, 0] = True
        return masks


def test_every_entity_has_its_own_points(scene):
    image, responses = scene
    responses[1] = 0.25  # points at nothing
    labeler = Discs(points=2, strong=0.5)
    masks = labeler.label(image, responses)
    np.testing.assert_array_equal(labeler.asked, [
        far_points(responses[index], SIZE, 2, 0.5) for index in (0, 2)])
    assert masks.any(axis=(1, 2)).tolist() == [True, False, True]
    assert masks.shape == (3, *SIZE)


def test_nothing_asked_nothing_said(scene):
    masks = Discs().label(scene[0], np.zeros((0, 6, 8), np.float32))
    assert masks.shape == (0, *SIZE) and masks.dtype == bool


def test_sam_answers_as_the_library_does(folder, scene):
    from transformers import SamModel, SamProcessor
    image, responses = scene
    labeler = TASK_UTILS.build(dict(
        type='mmflexgen.SamLabeler', pretrained=folder, device='cpu'))
    masks = labeler.label(image, responses)
    model = SamModel.from_pretrained(folder).eval()
    processor = SamProcessor.from_pretrained(folder)
    for response, mask in zip(responses, masks):
        points = far_points(response, SIZE, 3, 0.7)
        inputs = processor(image, input_points=[[points.tolist()]],
                           return_tensors='pt')
        with torch.no_grad():
            answer = model(**inputs, multimask_output=False)
        expected = processor.post_process_masks(
            answer.pred_masks, inputs['original_sizes'],
            inputs['reshaped_input_sizes'])[0][0, 0]
        np.testing.assert_array_equal(mask, expected.numpy())
    assert masks.dtype == bool and masks.shape == (3, *SIZE)


def test_entities_do_not_change_each_other(folder, scene):
    image, responses = scene
    labeler = SamLabeler(folder, device='cpu')
    together = labeler.label(image, responses)
    for index in range(3):
        alone = labeler.label(image, responses[index:index + 1])
        np.testing.assert_array_equal(together[index], alone[0])


def test_bad_folders_are_named(tmp_path):
    with pytest.raises(InputError, match='has no config.json'):
        SamLabeler(str(tmp_path))
    (tmp_path / 'config.json').write_text('{"model_type": "clip"}')
    with pytest.raises(InputError, match="model_type 'clip'"):
        SamLabeler(str(tmp_path))


@pytest.mark.parametrize('wrong', [dict(points=0), dict(strong=1.5)])
def test_bad_settings_are_named(wrong):
    with pytest.raises(InputError, match='points is .* and strong'):
        Discs(**wrong)


def test_bad_arguments_are_named(scene):
    with pytest.raises(InputError, match='uint8 image'):
        Discs().label(scene[0] / 255, scene[1])
    with pytest.raises(InputError, match='responses'):
        Discs().label(scene[0], scene[1][0])


@pytest.fixture
def package(monkeypatch):
    """Stands in for segment_anything: a mask of the points it is given."""

    class Network(torch.nn.Linear):
        def __init__(self):
            super().__init__(2, 2)

    class SamPredictor:
        device = 'cpu'

        def __init__(self, model):
            self.model = model
            self.transform = SimpleNamespace(
                apply_coords_torch=lambda points, size: 2 * points)

        def set_image(self, image):
            self.size = image.shape[:2]

        def predict_torch(self, point_coords, point_labels,
                          multimask_output):
            assert not multimask_output and not self.model.training
            assert (point_labels == 1).all()
            masks = torch.zeros(len(point_coords), 1, *self.size,
                                dtype=torch.bool)
            for mask, points in zip(masks[:, 0], point_coords):
                for x, y in (points / 2).long().tolist():
                    mask[y, x] = True
            return masks, None, None

    module = ModuleType('segment_anything')
    module.SamPredictor = SamPredictor
    module.sam_model_registry = dict(vit_b=Network)
    monkeypatch.setitem(sys.modules, 'segment_anything', module)
    return Network


def test_the_package_is_asked_for_the_same_points(package, scene, tmp_path):
    weights = tmp_path / 'sam.pth'
    torch.save(package().state_dict(), weights)
    labeler = SegmentAnythingLabeler(str(weights), 'vit_b', device='cpu')
    masks = labeler.label(*scene)
    for mask, response in zip(masks, scene[1]):
        points = far_points(response, SIZE, 3, 0.7).astype(int)
        assert {tuple(place[::-1]) for place in np.argwhere(mask)} == {
            tuple(point) for point in points}


def test_package_problems_are_named(package, tmp_path):
    with pytest.raises(InputError, match="Labeler is 'vit_x': use one of"):
        SegmentAnythingLabeler('sam.pth', 'vit_x')
    with pytest.raises(InputError, match='no.pth is no file'):
        SegmentAnythingLabeler(str(tmp_path / 'no.pth'), 'vit_b')


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, 'segment_anything', None)
    with pytest.raises(InputError, match='SegmentAnythingLabeler needs '
                       'segment_anything.*pip install segment-anything'):
        SegmentAnythingLabeler('sam.pth')
