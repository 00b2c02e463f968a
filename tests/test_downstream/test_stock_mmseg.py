"""Stock mmseg configs train on what our exporters write."""

from importlib.util import find_spec

import numpy as np
import pytest
import torch
from exported import export, exporter, samples
from stock import SIZE, shrunk, train

CONFIGS = dict(
    voc='mmseg::fcn/fcn_r50-d8_4xb4-20k_voc12aug-512x512.py',
    ade20k='mmseg::segformer/segformer_mit-b0_8xb2-160k_ade20k-512x512.py',
    cityscapes='mmseg::fastscnn/fast_scnn_8xb4-160k_cityscapes-512x1024.py')
# The last class of ADE20K is 150 in its files, where 0 is ignored.
CLASSES = dict(voc=(7, 20), ade20k=(0, 149), cityscapes=(0, 18))
BACKGROUND = dict(voc=0, ade20k=255, cityscapes=255)


@pytest.mark.parametrize('layout', CONFIGS)
def test_segmenter(layout, tmp_path):
    export(tmp_path / 'data', exporter(layout),
           samples(4, CLASSES[layout], BACKGROUND[layout]))
    result = train(shrunk(CONFIGS[layout], layout, tmp_path / 'data'),
                   tmp_path / 'work')
    assert len(result.losses) == 2 and np.isfinite(result.losses).all()
    assert len(result.samples) == 4
    assert result.labels() == {*CLASSES[layout], BACKGROUND[layout]} - {255}


# mmseg's only depth model, VPD, needs Stable Diffusion's weights and a
# package that is not on PyPI: here its head is on a ResNet.
_DEPTH = """
_base_ = ['mmseg::_base_/datasets/nyu.py',
          'mmseg::_base_/schedules/schedule_25k.py',
          'mmseg::_base_/default_runtime.py']
model = dict(
    type='DepthEstimator',
    data_preprocessor=dict(
        type='SegDataPreProcessor', mean=[127.5] * 3, std=[127.5] * 3,
        bgr_to_rgb=True, pad_val=0, seg_pad_val=0, size=(480, 480)),
    backbone=dict(type='ResNetV1c', depth=18, base_channels=16,
                  stem_channels=16, norm_cfg=dict(type='BN')),
    decode_head=dict(
        type='VPDDepthHead', in_channels=[16, 32, 64, 128], embed_dim=16,
        feature_dim=128, max_depth=10))
"""


def test_depth(tmp_path):
    export(tmp_path / 'data', exporter('nyu'), samples(4, (0, 1)))
    (tmp_path / 'depth.py').write_text(_DEPTH)
    cfg = shrunk(str(tmp_path / 'depth.py'), 'nyu', tmp_path / 'data')
    transforms = cfg.train_dataloader.dataset.pipeline
    if find_spec('albumentations') is None:
        # Colours only.
        transforms[:] = [item for item in transforms
                         if item['type'] != 'Albu']
    result = train(cfg, tmp_path / 'work')
    assert len(result.losses) == 2 and np.isfinite(result.losses).all()
    depth = torch.cat([sample.gt_depth_map.data for sample in result.samples])
    assert depth.shape == (4, *SIZE)
    # Metres; RandomDepthMix mixes images, not depths.
    np.testing.assert_allclose(depth.unique(), [1.5, 2.5, 5.0], rtol=1e-6)
