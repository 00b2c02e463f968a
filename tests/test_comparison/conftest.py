"""A comparison small enough to run in a test."""

import os.path as osp
from typing import Callable

import pytest
from mmengine.config import Config

CONFIG = """
default_scope = 'mmseg'
custom_imports = dict(imports=['mmseg.models', 'mmseg.datasets'])
norm_cfg = dict(type='BN', requires_grad=True)
load = [dict(type='mmflexgen.LoadCheckedImage'),
        dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)]
model = dict(
    type='EncoderDecoder',
    data_preprocessor=dict(type='SegDataPreProcessor', mean=[127.] * 3,
                           std=[64.] * 3, size=(16, 16), seg_pad_val=255),
    backbone=dict(
        type='UNet', base_channels=4, num_stages=2, strides=(1, 1),
        enc_num_convs=(1, 1), dec_num_convs=(1, ), downsamples=(True, ),
        enc_dilations=(1, 1), dec_dilations=(1, ), norm_cfg=norm_cfg),
    decode_head=dict(
        type='FCNHead', in_channels=4, in_index=1, channels=4, num_convs=1,
        concat_input=False, dropout_ratio=0.0, num_classes=13,
        norm_cfg=norm_cfg, align_corners=False),
    train_cfg=dict(), test_cfg=dict(mode='whole'))
dataset = dict(
    type='mmflexgen.ShapesWorldDataset', data_root={real!r},
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(
    batch_size=4, num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(**dataset, ann_file='ImageSets/Segmentation/train.txt',
                 pipeline=[*load, dict(type='RandomFlip', prob=0.5),
                           dict(type='PhotoMetricDistortion'),
                           dict(type='PackSegInputs')]))
val_dataloader = dict(
    batch_size=4, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(**dataset, ann_file='ImageSets/Segmentation/val.txt',
                 pipeline=[*load, dict(type='PackSegInputs')]))
val_evaluator = dict(type='IoUMetric', iou_metrics=['mIoU'])
optim_wrapper = dict(type='OptimWrapper',
                     optimizer=dict(type='AdamW', lr=1.0))
train_cfg = dict(type='IterBasedTrainLoop', max_iters=6, val_interval=2)
val_cfg = dict(type='ValLoop')
default_hooks = dict(
    logger=dict(type='LoggerHook', interval=50),
    checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=2))
log_processor = dict(by_epoch=False)
log_level = 'WARNING'
randomness = dict(seed=0)
comparison = dict(
    metric='mIoU', rows=('real', 'synthetic', 'joint'), seeds=(0, 1),
    lrs=(1e-2, ), real_fraction=0.5,
    settings=[dict(
        name='6 real', real=dict(ann_file='ImageSets/Segmentation/train.txt'),
        synthetic=dict(data_root={synthetic!r}),
        generator_labels='train.txt (6 images)',
        synthesize='python tools/synthesize.py CONFIG CHECKPOINT')])
"""


@pytest.fixture
def comparison_config(write_seg_folder, tmp_path) -> Callable[..., Config]:
    """A function that writes data and config, and reads the config."""

    def build(**options) -> Config:
        real = write_seg_folder('real', num=6, seed=0)
        write_seg_folder('real', num=8, split='val', seed=1)
        synthetic = write_seg_folder('synthetic', num=12, seed=2)
        path = osp.join(str(tmp_path), 'tiny.py')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(CONFIG.replace('{real!r}', repr(real)).replace(
                '{synthetic!r}', repr(synthetic)))
        cfg = Config.fromfile(path)
        cfg.merge_from_dict(options)
        return cfg

    return build
