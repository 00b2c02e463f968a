"""The losses by hand, on a small segmenter of random weights."""

import json

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, init_default_scope

from mmflexgen.evaluation.segmenter import Segmenter
from mmflexgen.synthesis.filters import SegmenterLossFilter
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

MEANS = dict(background=1.0, star=1.2, ring=0.9)
CONFIG = dict(
    default_scope='mmseg',
    model=dict(
        type='EncoderDecoder',
        data_preprocessor=dict(
            type='SegDataPreProcessor', mean=[127.5] * 3, std=[127.5] * 3,
            bgr_to_rgb=True, pad_val=0, seg_pad_val=255),
        backbone=dict(
            type='ResNet', depth=18, base_channels=4, stem_channels=4,
            num_stages=1, out_indices=(0, ), strides=(1, ), dilations=(1, )),
        decode_head=dict(
            type='FCNHead', in_channels=4, channels=8, num_convs=1,
            num_classes=3, norm_cfg=dict(type='BN'), align_corners=False),
        train_cfg=dict(), test_cfg=dict(mode='whole')),
    test_dataloader=dict(dataset=dict(pipeline=[
        dict(type='LoadImageFromFile'), dict(type='LoadAnnotations'),
        dict(type='PackSegInputs')])))


@pytest.fixture(scope='module')
def files(tmp_path_factory):
    """Config and weights."""
    folder = tmp_path_factory.mktemp('segmenter')
    config = Config(CONFIG)
    config.dump(folder / 'config.py')
    init_default_scope('mmseg')
    torch.manual_seed(0)
    model = MODELS.build(config.model)
    # Random logits are near to each other; these tell pixels apart.
    model.decode_head.conv_seg.weight.data *= 30
    torch.save(dict(state_dict=model.state_dict()), folder / 'weights.pth')
    return dict(config=str(folder / 'config.py'),
                checkpoint=str(folder / 'weights.pth'))


@pytest.fixture
def labels():
    result = np.random.default_rng(1).integers(0, 3, (40, 48), np.uint8)
    result[:5] = 255
    return result


@pytest.fixture
def image():
    return np.random.default_rng(2).integers(0, 256, (40, 48, 3), np.uint8)


def losses_by_hand(files, image, labels):
    """-log softmax of the label's logit, pixel by pixel."""
    segmenter = Segmenter(load_config(files['config']), files['checkpoint'],
                          'cpu')
    logits = segmenter.logits([image])[0].numpy().astype(np.float64)
    np.testing.assert_array_equal(logits.argmax(0), segmenter([image])[0])
    odds = np.exp(logits)
    chosen = np.minimum(labels, 2)[None].astype(int)
    share = np.take_along_axis(odds, chosen, 0)[0] / odds.sum(0)
    return -np.log(share)


def test_pixels_above_the_class_mean_become_ignore(make, metainfo, files,
                                                   image, labels):
    losses = losses_by_hand(files, image, labels)
    expected = labels.copy()
    for index, name in enumerate(metainfo['classes']):
        high = (labels == index) & (losses > 1.25 * MEANS[name])
        assert 0 < high.sum() < (labels == index).sum()
        expected[high] = 255
    judge = SegmenterLossFilter(**files, class_means=MEANS, device='cpu')
    sample = make(image, labels)
    assert judge(sample, metainfo) is None
    np.testing.assert_array_equal(sample.sem_seg, expected)
    assert sample.sem_seg.dtype == np.uint8
    assert sample.scores['segmenter_loss'] == pytest.approx(
        losses[5:].mean(), rel=1e-4)
    assert sample.scores['segmenter_ignored'] == pytest.approx(
        (expected != labels).mean())


def test_means_from_a_file(make, metainfo, files, image, labels, tmp_path):
    path = tmp_path / 'hardness.json'
    entries = {name: dict(loss=mean, iou=0.5)
               for name, mean in MEANS.items()}
    entries['ring']['loss'] = None  # no real image shows a ring
    path.write_text(json.dumps(dict(classes=entries)))
    judge = SegmenterLossFilter(**files, class_means=str(path), ratio=0.5,
                                device='cpu')
    sample = make(image, labels)
    judge(sample, metainfo)
    high = (losses_by_hand(files, image, labels)
            > 0.5 * np.array([1.0, 1.2, np.inf])[np.minimum(labels, 2)])
    np.testing.assert_array_equal(
        sample.sem_seg, np.where(high & (labels < 3), 255, labels))


def test_labels_of_ignore_alone(make, metainfo, files, image):
    judge = SegmenterLossFilter(**files, class_means=MEANS, device='cpu')
    sample = make(image, np.full((40, 48), 255))
    judge(sample, metainfo)
    assert (sample.sem_seg == 255).all()
    assert sample.scores == dict(segmenter_loss=0.0, segmenter_ignored=0.0)


@pytest.mark.parametrize('options, classes, words', [
    (dict(ratio=0), None, 'ratio of SegmenterLossFilter is 0'),
    (dict(config='no/such.py'), None, 'no/such.py does not exist'),
    (dict(checkpoint='no/such.pth'), None, 'no/such.pth does not exist'),
    (dict(class_means='no/such.json'), None, 'no/such.json cannot be read'),
    (dict(class_means=dict(star=-1)), None, "loss of the class 'star' is -1"),
    (dict(class_means=dict(star='x')), None, "'star' is 'x'"),
    (dict(class_means=dict(background=1, star=1)),
     ('background', 'star', 'ring'), "lacks 'ring'"),
    (dict(class_means=dict(MEANS, moon=1)),
     ('background', 'star', 'ring'), "'moon', which is not among the 3"),
    ({}, ('background', 'star'), 'generator has 2 classes but .* predicts 3'),
])
def test_bad_input(make, files, image, labels, options, classes, words):
    with pytest.raises(InputError, match=words):
        judge = SegmenterLossFilter(
            **{**files, 'class_means': MEANS, 'device': 'cpu', **options})
        judge(make(image, labels), dict(classes=classes))


def test_what_it_needs(make, metainfo, files, image, tmp_path):
    judge = SegmenterLossFilter(**files, class_means=MEANS, device='cpu')
    with pytest.raises(InputError, match='SegmenterLossFilter needs sem_seg'):
        judge(make(image), metainfo)
    path = tmp_path / 'other.json'
    for text in ('{"star": 1', '{"star": 1}', '[]', '{"classes": [1]}'):
        path.write_text(text)
        with pytest.raises(InputError, match='other.json is no file of'):
            SegmenterLossFilter(**files, class_means=str(path), device='cpu')
