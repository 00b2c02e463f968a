"""tools/train.py and tools/test.py on a stock mmdet detector."""

import json
import os.path as osp

import numpy as np
import pytest
import torch
from PIL import Image

_CONFIG = """
_base_ = 'mmdet::_base_/default_runtime.py'
model = dict(
    type='RetinaNet',
    data_preprocessor=dict(
        type='DetDataPreprocessor', mean=[127.] * 3, std=[64.] * 3,
        pad_size_divisor=32),
    backbone=dict(
        type='ResNet', depth=18, base_channels=8, num_stages=4,
        out_indices=(2, 3), frozen_stages=-1),
    neck=dict(type='FPN', in_channels=[32, 64], out_channels=16, num_outs=2),
    bbox_head=dict(
        type='RetinaHead', num_classes=2, in_channels=16, feat_channels=16,
        stacked_convs=1,
        anchor_generator=dict(
            type='AnchorGenerator', octave_base_scale=2,
            scales_per_octave=1, ratios=[1.], strides=[16, 32]),
        bbox_coder=dict(type='DeltaXYWHBBoxCoder'),
        loss_cls=dict(type='FocalLoss', use_sigmoid=True),
        loss_bbox=dict(type='L1Loss')),
    train_cfg=dict(
        assigner=dict(
            type='MaxIoUAssigner', pos_iou_thr=0.5, neg_iou_thr=0.4,
            min_pos_iou=0, ignore_iof_thr=-1),
        sampler=dict(type='PseudoSampler'), allowed_border=-1,
        pos_weight=-1, debug=False),
    test_cfg=dict(nms_pre=100, min_bbox_size=0, score_thr=0.,
                  nms=dict(type='nms', iou_threshold=0.5), max_per_img=10))
dataset = dict(
    type='CocoDataset', data_root='.', ann_file='coco.json',
    data_prefix=dict(img='images'), metainfo=dict(classes=('a', 'b')))
train_dataloader = dict(
    batch_size=2, sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(pipeline=[
        dict(type='LoadImageFromFile'),
        dict(type='LoadAnnotations', with_bbox=True),
        dict(type='PackDetInputs')], **dataset))
test_dataloader = dict(
    batch_size=2, sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(pipeline=[
        dict(type='LoadImageFromFile'),
        dict(type='Resize', scale=(64, 64)),
        dict(type='PackDetInputs')], test_mode=True, **dataset))
test_evaluator = dict(type='CocoMetric', ann_file='coco.json')
test_cfg = dict()
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=1)
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))
"""


@pytest.fixture
def detector(tmp_path) -> str:
    """The config of a tiny detector on four images with a box each."""
    rng = np.random.default_rng(0)
    (tmp_path / 'images').mkdir()
    coco = dict(images=[], annotations=[],
                categories=[dict(id=1, name='a'), dict(id=2, name='b')])
    for index in range(4):
        name = f'{index}.png'
        Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(
            tmp_path / 'images' / name)
        coco['images'].append(
            dict(id=index, file_name=name, width=64, height=64))
        coco['annotations'].append(
            dict(id=index + 1, image_id=index, category_id=1 + index % 2,
                 bbox=[8 * index, 8, 32, 32], area=1024, iscrowd=0))
    (tmp_path / 'coco.json').write_text(json.dumps(coco))
    (tmp_path / 'detector.py').write_text(_CONFIG)
    return 'detector.py'


def test_stock_detector_trains_and_is_tested(detector, train, test_tool):
    train(detector, '--work-dir', 'out', '--cfg-options',
          'experiment_name=detector')
    checkpoint = torch.load('out/epoch_1.pth', weights_only=False)
    assert checkpoint['meta']['iter'] == 2
    assert 'bbox_head.retina_cls.weight' in checkpoint['state_dict']
    test_tool(detector, 'out/epoch_1.pth', '--work-dir', 'tested', '--out',
              'found.pkl', '--cfg-options', 'experiment_name=tested')
    assert osp.getsize('found.pkl') > 0
