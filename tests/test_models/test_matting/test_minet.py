"""MINet on an image's own features: one decoder, two sources."""

import os.path as osp

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mmengine.config import Config
from mmengine.runner import Runner
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.models.annotators import MMSegAnnotator
from mmflexgen.models.decoders.vag import MINetDecoder
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

CONFIG = osp.join(osp.dirname(osp.abspath(__file__)),
                  '../../../configs/downstream/minet_r18_shapesworld.py')
SETTINGS = dict(
    backbone=dict(
        type='mmseg.ResNet', depth=18, base_channels=8, stem_channels=8,
        norm_cfg=dict(type='BN')),
    in_channels=[8, 16, 32, 64], channels=32, mask_stride=2)
SIZE = (64, 96)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return MODELS.build(dict(type='mmflexgen.MINet', **SETTINGS))


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    samples = []
    for _ in range(2):
        sample = SegDataSample(metainfo=dict(img_path='some.png'))
        sample.gt_saliency = PixelData(
            data=torch.rand(1, *SIZE, generator=generator))
        samples.append(sample)
    return torch.randn(2, 3, *SIZE, generator=generator), samples


def test_plan_a_s_decoder_says_the_same_of_the_same_maps(model, batch):
    model.eval()
    decoder = MINetDecoder([64, 32, 16, 8], 4, {}, channels=32, joined=3,
                           mask_stride=2)
    decoder.load_state_dict(model.decoder.state_dict())
    with torch.no_grad():
        maps = model.backbone(batch[0])
        logits = decoder(maps[::-1])
        assert logits.shape == (2, 1, 32, 48)
        expected = F.interpolate(logits, SIZE, mode='bilinear').sigmoid()
        torch.testing.assert_close(model(batch[0]), expected)


def test_losses_by_hand(model, batch):
    model.eval()  # what is seen must not change between the passes
    inputs, samples = batch
    with torch.no_grad():
        losses = model(inputs, samples, mode='loss')
        found = model(inputs).double().numpy()
    truth = np.stack([sample.gt_saliency.data.double().numpy()
                      for sample in samples])
    entropy = -(truth * np.log(found) + (1 - truth) * np.log(1 - found))
    shares = [(p + g - 2 * p * g).sum() / (p + g).sum()
              for p, g in zip(found, truth)]
    assert losses.keys() == {'loss_bce', 'loss_consistency'}
    assert losses['loss_bce'].item() == pytest.approx(entropy.mean(),
                                                      rel=1e-4)
    assert losses['loss_consistency'].item() == pytest.approx(
        np.mean(shares), rel=1e-4)


def test_every_weight_learns(model, batch):
    sum(model(*batch, mode='loss').values()).backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None and weight.grad.any(), name


def test_settings_and_labels_are_checked(model, batch):
    with pytest.raises(InputError, match='joined of MINetDecoder is 4'):
        MODELS.build(dict(type='mmflexgen.MINet', **SETTINGS, joined=4))
    del batch[1][0].gt_saliency
    with pytest.raises(InputError, match="'some.png' has no gt_saliency"):
        model(*batch, mode='loss')


def test_plan_b_from_training_to_labels(tmp_path):
    """The config through mmengine's Runner; its checkpoint labels images."""
    write_world(tmp_path / 'world', WorldSettings(
        train_full=2, val=2, unlabelled=1, neon=1))
    cfg = load_config(CONFIG)
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        loader.update(batch_size=2, num_workers=0, persistent_workers=False)
        loader.dataset.data_root = str(tmp_path / 'world')
    cfg.train_dataloader.dataset.ann_file = (
        'ImageSets/Segmentation/train_full.txt')
    cfg.test_dataloader = cfg.val_dataloader
    cfg.train_cfg.update(max_iters=1, val_interval=1)
    cfg.work_dir = str(tmp_path / 'work')
    runner = Runner.from_cfg(Config(cfg.to_dict()))
    runner.train()
    assert {'MSE', 'MAD'} < set(runner.val_loop.run())

    annotator = MMSegAnnotator(
        CONFIG, str(tmp_path / 'work' / 'iter_1.pth'), metainfo={},
        kind='saliency', device='cpu')
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    found = annotator.annotate(image)
    sample, = annotator.model.predict([image])
    matte = sample.seg_logits.data[0].numpy()
    assert matte.shape == (64, 64) and np.ptp(matte) > 0
    np.testing.assert_array_equal(found.value, np.round(matte * 255))
    assert 0.5 <= found.scores['saliency_confidence'] <= 1
