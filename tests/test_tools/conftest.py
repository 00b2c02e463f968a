"""A tiny stock segmenter on a fabricated dataset."""

import importlib.util
import os
import os.path as osp
import subprocess
import sys
from types import ModuleType
from typing import Callable

import pytest

ROOT = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))

_CONFIG = '''
_base_ = 'mmseg::_base_/default_runtime.py'
norm_cfg = dict(type='BN')
model = dict(
    type='EncoderDecoder',
    data_preprocessor=dict(
        type='SegDataPreProcessor', mean=[127.] * 3, std=[64.] * 3,
        bgr_to_rgb=True, size=(16, 16), seg_pad_val=255),
    backbone=dict(
        type='UNet', base_channels=4, num_stages=2, strides=(1, 1),
        enc_num_convs=(1, 1), dec_num_convs=(1, ), downsamples=(True, ),
        enc_dilations=(1, 1), dec_dilations=(1, ), norm_cfg=norm_cfg),
    decode_head=dict(
        type='FCNHead', in_channels=4, channels=4, num_convs=1, in_index=1,
        num_classes=13, dropout_ratio=0., norm_cfg=norm_cfg,
        loss_decode=dict(type='CrossEntropyLoss')),
    test_cfg=dict(mode='whole'))
dataset = dict(
    type='BaseSegDataset', data_root='{root}', img_suffix='.png',
    ann_file='ImageSets/Segmentation/train.txt',
    metainfo=dict(classes=[str(i) for i in range(13)],
                  palette=[[i, 0, 0] for i in range(13)]),
    data_prefix=dict(
        img_path='JPEGImages', seg_map_path='SegmentationClass'))
train_dataloader = dict(
    batch_size=2, sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=[
        dict(type='LoadImageFromFile'), dict(type='LoadAnnotations'),
        dict(type='RandomFlip', prob=0.5), dict(type='PackSegInputs')
    ], **dataset))
val_dataloader = dict(
    batch_size=2, sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(pipeline=[
        dict(type='LoadImageFromFile'), dict(type='LoadAnnotations'),
        dict(type='PackSegInputs')
    ], **dataset))
test_dataloader = val_dataloader
val_evaluator = dict(type='IoUMetric', iou_metrics=['mIoU'])
test_evaluator = val_evaluator
val_cfg = dict()
test_cfg = dict()
train_cfg = dict(type='IterBasedTrainLoop', max_iters=40, val_interval=40)
optim_wrapper = dict(
    type='OptimWrapper', optimizer=dict(type='AdamW', lr=0.01))
param_scheduler = dict(type='PolyLR', power=0.9, end=40, by_epoch=False)
default_hooks = dict(
    checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=10),
    visualization=dict(type='SegVisualizationHook', interval=1))
randomness = dict(seed=0)
'''


@pytest.fixture
def write_config(tmp_path, write_seg_folder) -> Callable[..., str]:
    """A function that writes the segmenter's config; returns its path."""

    def write(**changes) -> str:
        root = write_seg_folder('data', num=8)
        path = tmp_path / 'segmenter.py'
        path.write_text(_CONFIG.replace('{root}', root) + ''.join(
            f'{key} = {value!r}\n' for key, value in changes.items()))
        return str(path)

    return write


@pytest.fixture(autouse=True)
def in_own_folder(tmp_path, monkeypatch) -> None:
    """Work dirs that nobody named end up in the test's own folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def load_tool() -> Callable[[str], ModuleType]:
    """A function that loads ``tools/<name>.py`` as a module."""
    return _load_tool


def _load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f'tool_{name}', osp.join(ROOT, 'tools', f'{name}.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _start_tool(name: str, *args: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, osp.join(ROOT, 'tools', f'{name}.py'), *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, 'PYTHONPATH': ROOT})


@pytest.fixture
def train() -> Callable[..., None]:
    """tools/train.py's main, in this process."""
    return lambda *args: _load_tool('train').main(args)


@pytest.fixture
def test_tool() -> Callable[..., None]:
    """tools/test.py's main, in this process."""
    return lambda *args: _load_tool('test').main(args)


@pytest.fixture
def start() -> Callable[..., subprocess.Popen]:
    """Starts ``python tools/<name>.py ARGS`` as a process of its own."""
    return _start_tool
