"""Labels by mmseg's models, against mmseg's own inference."""

import numpy as np
import pytest
import torch
from mmengine.structures import PixelData
from mmseg.apis import inference_model, init_model
from mmseg.structures import SegDataSample

from mmflexgen.models.annotators import MMSegAnnotator
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config


@pytest.fixture(scope='module')
def segmenter(save):
    return save('fpn_r18_shapesworld', std=0.3)


def ask_mmseg(files, image):
    """By mmseg's API, which wants BGR and loads files by its own step."""
    cfg = load_config(files['config'])
    cfg.test_pipeline = [
        dict(type='LoadImageFromFile'),
        dict(type='Resize', scale=(128, 128), keep_ratio=True),
        dict(type='PackSegInputs')]
    model = init_model(cfg, files['checkpoint'], 'cpu')
    return inference_model(model, np.ascontiguousarray(image[..., ::-1]))


def test_semantic_labels_are_mmsegs(segmenter, image, metainfo):
    annotator = TASK_UTILS.build(
        dict(type='mmflexgen.MMSegAnnotator', device='cpu', **segmenter),
        default_args=dict(metainfo=metainfo))
    found = annotator.annotate(image)
    expected = ask_mmseg(segmenter, image)
    labels = expected.pred_sem_seg.data[0].numpy()
    assert found.value.dtype == np.uint8 and len(np.unique(labels)) > 2
    np.testing.assert_array_equal(found.value, labels)
    logits = expected.seg_logits.data.double().numpy()
    odds = np.exp(logits - logits.max(0))
    assert found.scores['confidence'] == pytest.approx(
        (odds.max(0) / odds.sum(0)).mean(), rel=1e-5)


def test_depth_is_mmsegs(save, image, metainfo):
    files = save('depth_r18_shapesworld')
    annotator = MMSegAnnotator(**files, metainfo=metainfo, kind='depth',
                               device='cpu')
    found = annotator.annotate(image)
    expected = ask_mmseg(files, image).pred_depth_map.data[0].numpy()
    assert found.value.dtype == np.float32 and np.ptp(expected) > 1e-3
    np.testing.assert_array_equal(found.value, expected)


def test_names_decide_what_a_label_means(save, image, metainfo):
    """The checkpoint's order is another, it calls one class otherwise, and
    one is left out."""
    names = [f'{name} seen' for name in metainfo['classes'][::-1]]
    files = save('fpn_r18_shapesworld', classes=names, std=0.3)
    expected = ask_mmseg(files, image).pred_sem_seg.data[0].numpy()
    rename = {name: name.removesuffix(' seen') for name in names}
    left_out = np.bincount(expected.ravel()).argmax()
    rename[names[left_out]] = None
    found = MMSegAnnotator(**files, metainfo=metainfo, device='cpu',
                           rename=rename).annotate(image).value
    np.testing.assert_array_equal(
        found, np.where(expected == left_out, 255, 12 - expected))


def test_uncertain_pixels_are_ignored(segmenter, image, metainfo):
    expected = ask_mmseg(segmenter, image)
    sure = expected.seg_logits.data.softmax(0).amax(0)
    limit = sure.quantile(0.3).item()
    found = MMSegAnnotator(**segmenter, metainfo=metainfo, device='cpu',
                           ignore_below=limit).annotate(image).value
    unsure = (sure < limit).numpy()
    assert 0 < unsure.mean() < 1
    np.testing.assert_array_equal(found, np.where(
        unsure, 255, expected.pred_sem_seg.data[0].numpy()))


@pytest.mark.parametrize('logits,expected', [
    # Two classes before the softmax; one channel as mmseg gives it.
    ([[[0., 1.]], [[0., 3.]]], [[128, 225]]), ([[[0.2, 1.]]], [[51, 255]])])
def test_saliency_of_two_classes_or_one_channel(
        segmenter, metainfo, monkeypatch, logits, expected):
    annotator = MMSegAnnotator(**segmenter, metainfo=metainfo,
                               kind='saliency', device='cpu')
    sample = SegDataSample(seg_logits=PixelData(data=torch.tensor(logits)))
    monkeypatch.setattr(annotator.model, 'predict', lambda images: [sample])
    found = annotator.annotate(np.zeros((1, 2, 3), np.uint8))
    assert found.value.tolist() == expected
    matte = np.array(expected) / 255
    assert found.scores['saliency_confidence'] == pytest.approx(
        np.maximum(matte, 1 - matte).mean(), abs=0.01)


def test_wrong_kinds_are_named(segmenter, image, metainfo):
    with pytest.raises(InputError, match="kind of MMSegAnnotator is 'pose'"):
        MMSegAnnotator(**segmenter, metainfo=metainfo, kind='pose')
    for kind, reason in (('depth', 'gives no pred_depth_map'),
                         ('saliency', 'predicts 13 classes')):
        annotator = MMSegAnnotator(**segmenter, metainfo=metainfo, kind=kind,
                                   device='cpu')
        with pytest.raises(InputError, match=reason):
            annotator.annotate(image)


def test_wrong_classes_are_named(segmenter, image, metainfo):
    with pytest.raises(InputError, match='no classes: add them'):
        MMSegAnnotator(**segmenter, metainfo=dict(thing_classes=('disc', )))
    with pytest.raises(InputError, match="finds 'disc', which is none"):
        MMSegAnnotator(**segmenter, device='cpu',
                       metainfo=dict(classes=('background', 'star')))
    with pytest.raises(InputError, match="rename .* has 'dog', which is"):
        MMSegAnnotator(**segmenter, metainfo=metainfo, device='cpu',
                       rename=dict(dog='disc'))
    few = MMSegAnnotator(**segmenter, metainfo=metainfo, device='cpu',
                         classes=metainfo['classes'][:4])
    with pytest.raises(InputError, match='predicts 13 classes and names 4'):
        few.annotate(image)


def test_missing_files_are_named(segmenter, metainfo):
    with pytest.raises(InputError, match='nothing.py does not exist'):
        MMSegAnnotator('nothing.py', segmenter['checkpoint'], metainfo)
    with pytest.raises(InputError, match='nothing.pth does not exist'):
        MMSegAnnotator(segmenter['config'], 'nothing.pth', metainfo)
