"""Labels by models of transformers, against the library's own inference."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import transformers
from PIL import Image

from mmflexgen.models.annotators import (TransformersDepthAnnotator,
                                         TransformersSegmentationAnnotator)
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError

NAMES = ('wall', 'tree', 'road', 'sky')


def write(folder, model, processor):
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope='module')
def segformer(tmp_path_factory):
    torch.manual_seed(0)
    model = transformers.SegformerForSemanticSegmentation(
        transformers.SegformerConfig(
            depths=[1] * 4, hidden_sizes=[8] * 4, sr_ratios=[1] * 4,
            num_attention_heads=[1] * 4, decoder_hidden_size=8,
            id2label=dict(enumerate(NAMES))))
    return write(tmp_path_factory.mktemp('segformer'), model,
                 transformers.SegformerImageProcessor(
                     size=dict(height=64, width=64)))


@pytest.fixture(scope='module')
def mask2former(tmp_path_factory):
    torch.manual_seed(0)
    model = transformers.Mask2FormerForUniversalSegmentation(
        transformers.Mask2FormerConfig(
            backbone_config=transformers.SwinConfig(
                image_size=64, embed_dim=8, depths=[1] * 4,
                num_heads=[1] * 4, window_size=2, out_features=[
                    f'stage{index}' for index in range(1, 5)]),
            feature_size=32, mask_feature_size=32, hidden_dim=32,
            encoder_feedforward_dim=8, dim_feedforward=8, encoder_layers=1,
            decoder_layers=2, num_attention_heads=1, num_queries=6,
            id2label=dict(enumerate(NAMES))))
    return write(tmp_path_factory.mktemp('mask2former'), model,
                 transformers.Mask2FormerImageProcessor(
                     size=dict(height=64, width=64)))


@pytest.fixture(scope='module')
def depth_anything(tmp_path_factory):

    def make(kind):
        torch.manual_seed(0)
        model = transformers.DepthAnythingForDepthEstimation(
            transformers.DepthAnythingConfig(
                backbone_config=transformers.Dinov2Config(
                    image_size=56, patch_size=14, hidden_size=8,
                    num_hidden_layers=4, num_attention_heads=1,
                    out_indices=[1, 2, 3, 4], reshape_hidden_states=False),
                reassemble_hidden_size=8, neck_hidden_sizes=[8] * 4,
                fusion_hidden_size=8, head_hidden_size=8,
                depth_estimation_type=kind, max_depth=20))
        # As it is, a random one sees the same depth everywhere.
        for weight in model.parameters():
            torch.nn.init.normal_(weight, std=0.2)
        return write(tmp_path_factory.mktemp(kind), model,
                     transformers.DPTImageProcessor(
                         size=dict(height=56, width=56),
                         ensure_multiple_of=14, keep_aspect_ratio=True))

    return {kind: make(kind) for kind in ('relative', 'metric')}


def by_hand(kind, folder, image):
    """What the library predicts, before postprocessing."""
    model = getattr(transformers, kind).from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    with torch.no_grad():
        return processor, model(**processor(Image.fromarray(image),
                                            return_tensors='pt'))


def test_semantic_labels_are_the_librarys(segformer, image):
    wanted = ('sky', 'tree', 'wall', 'way')
    annotator = TASK_UTILS.build(dict(
        type='mmflexgen.TransformersSegmentationAnnotator', device='cpu',
        pretrained=segformer, metainfo=dict(classes=wanted),
        rename=dict(road='way', tree=None)))
    processor, output = by_hand('SegformerForSemanticSegmentation', segformer,
                                image)
    labels = processor.post_process_semantic_segmentation(
        output, [image.shape[:2]])[0]
    assert len(labels.unique()) > 2
    lookup = np.array([2, 255, 3, 0])
    np.testing.assert_array_equal(annotator.annotate(image).value,
                                  lookup[labels.numpy()])


def test_objects_are_the_librarys(mask2former, image):
    annotator = TransformersSegmentationAnnotator(
        mask2former, dict(thing_classes=NAMES), 'instances', score_thr=0.,
        device='cpu')
    found = annotator.annotate(image)
    processor, output = by_hand('Mask2FormerForUniversalSegmentation',
                                mask2former, image)
    expected = processor.post_process_instance_segmentation(
        output, 0., 0.5, 0.8, [image.shape[:2]])[0]
    shown = {segment['id']: segment for segment in expected['segments_info']
             if (expected['segmentation'] == segment['id']).any()}
    assert len(found.value) == len(shown) > 0
    for index, segment in enumerate(sorted(
            shown.values(), key=lambda each: -each['score'])):
        mask = (expected['segmentation'] == segment['id']).numpy()
        np.testing.assert_array_equal(found.value.masks[index], mask)
        assert found.value.labels[index] == segment['label_id']
        assert found.value.scores[index] == pytest.approx(segment['score'])
        rows, columns = np.nonzero(mask)
        assert found.value.bboxes[index].tolist() == [
            columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_segments(mask2former, monkeypatch):
    """The pipeline's answer becomes numbers; what is left out is void."""
    annotator = TransformersSegmentationAnnotator(
        mask2former, dict(thing_classes=('tree', ), stuff_classes=('sky', )),
        'panoptic', rename=dict(wall=None, road=None), device='cpu')
    rows = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]]
    monkeypatch.setattr(annotator, '_pipeline', lambda picture, **settings: [
        dict(label=name, score=0.9,
             mask=Image.fromarray(np.array([row], np.uint8)))
        for name, row in zip(('sky', 'wall', 'tree', 'tree'), rows)])
    found = annotator.annotate(np.zeros((1, 3, 3), np.uint8))
    assert found.value.tolist() == [[1, 0, 2]]
    assert found.metainfo['segments'] == [dict(id=1, label=1),
                                          dict(id=2, label=0)]
    assert found.scores == dict(panoptic_known=pytest.approx(2 / 3))


def test_metric_depth_is_the_librarys(depth_anything, image):
    folder = depth_anything['metric']
    found = TransformersDepthAnnotator(folder, {}, device='cpu').annotate(
        image).value
    processor, output = by_hand('DepthAnythingForDepthEstimation', folder,
                                image)
    expected = processor.post_process_depth_estimation(
        output, [image.shape[:2]])[0]['predicted_depth'].numpy()
    assert found.shape == image.shape[:2] and np.ptp(expected) > 0
    np.testing.assert_allclose(found, np.maximum(expected, 0), rtol=1e-5)


def test_relative_depth_is_stretched(depth_anything, image):
    folder = depth_anything['relative']
    annotator = TransformersDepthAnnotator(folder, {}, (0.5, 8.),
                                           device='cpu')
    found = annotator.annotate(image).value
    processor, output = by_hand('DepthAnythingForDepthEstimation', folder,
                                image)
    inverse = processor.post_process_depth_estimation(
        output, [image.shape[:2]])[0]['predicted_depth'].double().numpy()
    assert found.min() == pytest.approx(0.5) and found.max() == \
        pytest.approx(8.)
    # The nearer the larger the inverse depth, linearly.
    line = np.polyfit(inverse.ravel(), 1 / found.ravel(), 1)
    np.testing.assert_allclose(np.polyval(line, inverse), 1 / found,
                               atol=1e-4)
    assert line[0] > 0


def test_flat_depth_is_far(depth_anything, monkeypatch):
    annotator = TransformersDepthAnnotator(
        depth_anything['relative'], {}, (0.5, 8.), device='cpu')
    monkeypatch.setattr(annotator, '_pipeline', lambda picture: dict(
        predicted_depth=torch.ones(2, 3)))
    assert (annotator.annotate(np.zeros((2, 3, 3), np.uint8)).value == 8).all()


def test_the_kind_of_depth_is_checked(depth_anything):
    with pytest.raises(InputError, match='predicts relative depth'):
        TransformersDepthAnnotator(depth_anything['relative'], {})
    with pytest.raises(InputError, match='predicts metric depth'):
        TransformersDepthAnnotator(depth_anything['metric'], {}, (1, 8))
    with pytest.raises(InputError, match='depth_range is 8 to 1'):
        TransformersDepthAnnotator(depth_anything['relative'], {}, (8, 1))


def test_models_are_checked(segformer, depth_anything, tmp_path):
    metainfo = dict(classes=NAMES, thing_classes=NAMES)
    with pytest.raises(InputError, match='has no config.json'):
        TransformersSegmentationAnnotator(str(tmp_path), metainfo)
    (tmp_path / 'config.json').write_text(json.dumps(dict(
        architectures=['SegformerForSemanticSegmentation'])))
    with pytest.raises(InputError, match='holds no Segformer'):
        TransformersSegmentationAnnotator(str(tmp_path), metainfo)
    with pytest.raises(InputError, match="takes models of transformers named "
                       "'…Segmentation'"):
        TransformersSegmentationAnnotator(depth_anything['metric'], metainfo)
    with pytest.raises(InputError, match='gives no instances'):
        TransformersSegmentationAnnotator(segformer, metainfo, 'instances')
    with pytest.raises(InputError, match='has 4 labels, but classes'):
        TransformersSegmentationAnnotator(segformer, metainfo,
                                          classes=['wall'])
    with pytest.raises(InputError, match="finds 'road', which is none"):
        TransformersSegmentationAnnotator(
            segformer, dict(classes=('wall', 'tree')))


def test_nothing_is_downloaded_and_no_pickle_read(segformer, monkeypatch,
                                                  tmp_path):
    """A folder with pickled weights is refused."""
    model = transformers.SegformerForSemanticSegmentation.from_pretrained(
        segformer)
    write(tmp_path, SimpleNamespace(
        save_pretrained=model.config.save_pretrained),
        transformers.AutoImageProcessor.from_pretrained(segformer))
    config = json.loads((tmp_path / 'config.json').read_text())
    config['architectures'] = ['SegformerForSemanticSegmentation']
    (tmp_path / 'config.json').write_text(json.dumps(config))
    torch.save(model.state_dict(), tmp_path / 'pytorch_model.bin')
    with pytest.raises(InputError, match='holds no Segformer'):
        TransformersSegmentationAnnotator(str(tmp_path), dict(classes=NAMES))
