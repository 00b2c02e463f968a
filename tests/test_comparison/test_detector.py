"""A comparison of mmdet's detectors."""

import json
import os.path as osp

import numpy as np
import pytest
from mmengine.config import Config
from PIL import Image

from mmflexgen.engine.comparison import ComparisonPlan, compare
from mmflexgen.utils import InputError

_CONFIG = """
_base_ = 'mmdet::_base_/default_runtime.py'
custom_imports = dict(imports=['mmdet.models', 'mmdet.datasets'])
model = dict(
    type='FCOS',
    data_preprocessor=dict(
        type='DetDataPreprocessor', mean=[127.] * 3, std=[64.] * 3,
        pad_size_divisor=32),
    backbone=dict(
        type='ResNet', depth=18, base_channels=8, num_stages=4,
        out_indices=(2, 3), frozen_stages=-1),
    neck=dict(type='FPN', in_channels=[32, 64], out_channels=16, num_outs=2),
    bbox_head=dict(
        type='FCOSHead', num_classes=2, in_channels=16, feat_channels=16,
        stacked_convs=1, strides=[16, 32],
        regress_ranges=((-1, 32), (32, 1e8)),
        norm_cfg=dict(type='GN', num_groups=4)),
    test_cfg=dict(nms_pre=100, min_bbox_size=0, score_thr=0.,
                  nms=dict(type='nms', iou_threshold=0.5), max_per_img=10))
pipeline = [dict(type='LoadImageFromFile'),
            dict(type='Resize', scale=(64, 64)),
            dict(type='LoadAnnotations', with_bbox=True),
            dict(type='PackDetInputs')]
dataset = dict(
    type='CocoDataset', data_root={root!r}, ann_file='real.json',
    data_prefix=dict(img='real'), metainfo=dict(classes=('a', 'b')),
    pipeline=pipeline)
train_dataloader = dict(
    batch_size=2, num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(filter_cfg=dict(filter_empty_gt=True), **dataset))
val_dataloader = dict(
    batch_size=2, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(test_mode=True, **dataset))
val_evaluator = dict(type='CocoMetric', ann_file={annotations!r})
val_cfg = dict()
train_cfg = dict(type='IterBasedTrainLoop', max_iters=2, val_interval=1)
optim_wrapper = dict(type='OptimWrapper',
                     optimizer=dict(type='SGD', lr=1.0))
default_hooks = dict(checkpoint=dict(by_epoch=False, interval=1))
log_processor = dict(by_epoch=False)
log_level = 'WARNING'
comparison = dict(
    metric=dict(key='coco/bbox_mAP', scale=100),
    rows=('real', 'synthetic', 'joint'), seeds=(0, ), lrs=(1e-2, ),
    real_fraction=0.5,
    settings=[dict(
        name='4 real', real=dict(ann_file='real.json'),
        synthetic=dict(ann_file='synthetic.json',
                       data_prefix=dict(img='synthetic')),
        generator_labels='real.json (4 images)',
        synthesize='python tools/synthesize.py CONFIG CHECKPOINT')])
"""


def _write_coco(root, name, num, rng):
    """Boxes of two classes; one image more shows nothing."""
    (root / name).mkdir()
    coco = dict(images=[], annotations=[],
                categories=[dict(id=1, name='a'), dict(id=2, name='b')])
    for index in range(num + 1):
        pixels = rng.integers(0, 255, (64, 64, 3), np.uint8)
        Image.fromarray(pixels).save(root / name / f'{index}.png')
        coco['images'].append(
            dict(id=index, file_name=f'{index}.png', width=64, height=64))
        if index < num:
            coco['annotations'].append(
                dict(id=index + 1, image_id=index,
                     category_id=1 + index % 2,
                     bbox=[8 * (index % 4), 8, 32, 32], area=1024, iscrowd=0))
    (root / f'{name}.json').write_text(json.dumps(coco))


@pytest.fixture
def detectors(tmp_path) -> Config:
    rng = np.random.default_rng(0)
    _write_coco(tmp_path, 'real', 4, rng)
    _write_coco(tmp_path, 'synthetic', 6, rng)
    path = tmp_path / 'detectors.py'
    path.write_text(_CONFIG.replace('{root!r}', repr(str(tmp_path))).replace(
        '{annotations!r}', repr(str(tmp_path / 'real.json'))))
    return Config.fromfile(str(path))


def test_whole_comparison(detectors, tmp_path):
    out = str(tmp_path / 'out')
    summary = compare(detectors, out)
    assert summary['finished'] == summary['planned'] == 3
    assert summary['settings']['4 real']['real'] == 4
    assert summary['settings']['4 real']['synthetic'] == 6
    for entry, name in zip(summary['table'], summary['runs']):
        folder = osp.join(out, 'runs', name)
        with open(osp.join(folder, 'result.json')) as file:
            result = json.load(file)
        value = result['metrics']['coco/bbox_mAP']
        assert entry['values'] == [pytest.approx(100 * value)]
        assert entry['all']['coco/bbox_mAP_50'] == pytest.approx(
            result['metrics']['coco/bbox_mAP_50'])
        # mmdet's visualizers are all of one name; each run has its own.
        scalars, = (tmp_path / 'out' / 'runs' / name).glob(
            '*/vis_data/scalars.json')
        assert scalars.read_text().count('coco/bbox_mAP"') == 2
    with open(osp.join(out, 'results.md'), encoding='utf-8') as file:
        text = file.read()
    assert 'coco/bbox_mAP (percent) on the validation split' in text
    assert 'coco/bbox_mAP_75' in text and 'IoU per class' not in text


def test_detector_that_finds_nothing(detectors, tmp_path):
    """mmdet's metric tells nothing then; the table says so."""
    detectors.model.test_cfg.score_thr = 1.
    detectors.comparison.rows = ['real']
    summary = compare(detectors, str(tmp_path / 'out'))
    assert summary['table'][0]['mean'] is None
    text = (tmp_path / 'out' / 'results.md').read_text()
    assert '| 1 | undefined | – |' in text


def test_configs_that_cannot_be_compared(detectors):
    detectors.train_dataloader.batch_sampler = dict(
        type='AspectRatioBatchSampler')
    with pytest.raises(InputError, match='set batch_sampler=None'):
        ComparisonPlan(detectors)
    detectors.train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=2)
    with pytest.raises(InputError, match='trains by epochs'):
        ComparisonPlan(detectors)


def test_missing_images_are_told_before_training(detectors, tmp_path):
    (tmp_path / 'synthetic' / '2.png').unlink()
    with pytest.raises(InputError, match='1 of 6 listed samples have no im'):
        compare(detectors, str(tmp_path / 'out'))
    (tmp_path / 'synthetic.json').unlink()
    with pytest.raises(InputError, match='annotation file .*synthetic.json'):
        compare(detectors, str(tmp_path / 'out'))
    assert not (tmp_path / 'out').exists()
