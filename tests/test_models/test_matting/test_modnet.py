"""MODNet: its objectives, its shapes, and a step of a stock runner."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from PIL import Image

from mmflexgen.models.matting import EfficientASPP, MODNet
from mmflexgen.models.matting.targets import coarse_matte, transition_region
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError

BN = dict(type='BN')
MEAN, STD = (100., 110., 120.), (50., 60., 70.)
# A quarter of MobileNetV2's channels, in multiples of 8.
SETTINGS = dict(
    backbone=dict(type='mmseg.MobileNetV2', widen_factor=0.25,
                  out_indices=(0, 1, 4, 6)),
    in_channels=(8, 8, 24, 80), semantic_channels=12, detail_channels=8,
    dilations=(1, 2), transition=3,
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor', mean=MEAN, std=STD,
        bgr_to_rgb=True, size=(64, 96),
        seg_pad_val=255, test_cfg=dict(size_divisor=32)))


@pytest.fixture
def model():
    torch.manual_seed(0)
    return MODELS.build(dict(type='mmflexgen.MODNet', **SETTINGS))


@pytest.fixture
def batch():
    rng = np.random.default_rng(0)
    mattes = np.zeros((2, 64, 96), np.float32)
    mattes[0, 10:40, 20:70] = 1
    mattes[0, 10:12] = 0.4
    mattes[1] = rng.random((64, 96))
    samples = []
    for matte in mattes:
        sample = SegDataSample(metainfo=dict(img_path='some.png'))
        sample.gt_saliency = PixelData(data=torch.from_numpy(matte[None]))
        samples.append(sample)
    images = rng.integers(0, 256, (2, 64, 96, 3))
    inputs = ((images - MEAN) / STD).transpose(0, 3, 1, 2)
    return torch.from_numpy(inputs).float(), samples


def looped_coarse(matte, size):
    """Means of blocks, then a 3 x 3 Gaussian of sigma 0.8."""
    rows, columns = (whole // part for whole, part in zip(matte.shape, size))
    small = np.array([[matte[rows * y:rows * (y + 1),
                             columns * x:columns * (x + 1)].mean()
                       for x in range(size[1])] for y in range(size[0])])
    result = np.zeros(size)
    for y in range(size[0]):
        for x in range(size[1]):
            total = weights = 0.
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    weight = np.exp(-(dx**2 + dy**2) / (2 * 0.8**2))
                    total += weight * small[
                        min(max(y + dy, 0), size[0] - 1),
                        min(max(x + dx, 0), size[1] - 1)]
                    weights += weight
            result[y, x] = total / weights
    return result


def looped_region(matte, width):
    reach = width // 2
    result = np.zeros(matte.shape)
    for y in range(matte.shape[0]):
        for x in range(matte.shape[1]):
            near = matte[max(y - reach, 0):y + reach + 1,
                         max(x - reach, 0):x + reach + 1]
            result[y, x] = near.max() > 0.05 and near.min() < 0.95
    return result


def test_targets_by_loops(batch):
    for sample in batch[1]:
        matte = sample.gt_saliency.data
        np.testing.assert_allclose(
            coarse_matte(matte[None], (4, 6))[0, 0],
            looped_coarse(matte[0].numpy(), (4, 6)), atol=1e-5)
        for width in (3, 7):
            np.testing.assert_array_equal(
                transition_region(matte[None], width)[0, 0],
                looped_region(matte[0].numpy(), width))


@pytest.mark.parametrize('composition', [0., 1.5])
def test_losses_by_hand(model, batch, composition):
    model.composition_weight = composition
    model.eval()  # what is seen must not change between the passes
    inputs, samples = batch
    with torch.no_grad():
        losses = model(inputs, samples, mode='loss')
        semantic, detail, logits = model._see(inputs)
        mask = model.semantic.predict(semantic).sigmoid()[:, 0].numpy()
        outline = model.detail.predict(detail, inputs).sigmoid()[:, 0].numpy()
        alpha = model(inputs)[:, 0].numpy()
    np.testing.assert_allclose(alpha, 1 / (1 + np.exp(-logits[:, 0].numpy())),
                               atol=1e-6)
    truth = np.stack([sample.gt_saliency.data[0].numpy()
                      for sample in samples])
    image = (inputs.numpy().transpose(0, 2, 3, 1) * STD + MEAN) / 255
    assert mask.shape == (2, 4, 6) and outline.shape == alpha.shape
    coarse = np.stack([looped_coarse(matte, (4, 6)) for matte in truth])
    region = np.stack([looped_region(matte, 3) for matte in truth])
    expected = dict(
        loss_semantic=0.5 * np.mean((mask - coarse)**2),
        loss_detail=10 * np.mean(region * np.abs(outline - truth)),
        loss_matte=np.mean(np.abs(alpha - truth)) + composition * np.mean(
            np.abs(alpha[..., None] * image - truth[..., None] * image)))
    assert losses.keys() == expected.keys()
    for name, value in expected.items():
        assert losses[name].item() == pytest.approx(value, rel=1e-4), name


def test_every_weight_learns(model, batch):
    sum(model(*batch, mode='loss').values()).backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None and weight.grad.any(), name


def test_scales_are_fused_channel_by_channel():
    """Before the channels meet, one depends on itself alone."""
    torch.manual_seed(0)
    pyramid = EfficientASPP(16, (1, 3), 4, BN).eval()
    pyramid.reduce = torch.nn.Identity()
    pyramid.fuse_channels = pyramid.recover = torch.nn.Identity()
    features = torch.randn(1, 4, 9, 9)
    changed = features.clone()
    changed[0, 2, 4, 4] += 1
    # Rectified maps hide changes; look before the last rectifier.
    pyramid.fuse_scales.activate = None
    pyramid.fuse_scales.with_activation = False
    moved = (pyramid(features) != pyramid(changed))[0].flatten(1).any(1)
    assert moved.tolist() == [False, False, True, False]
    with torch.no_grad():
        seen = pyramid.fuse_scales(torch.zeros(1, 8, 2, 2))
    assert seen.shape == (1, 4, 2, 2)


def test_predictions_have_the_files_size(model):
    model.eval()
    data = dict(
        inputs=[torch.randint(0, 256, (3, 40, 70), dtype=torch.uint8)],
        data_samples=[SegDataSample(metainfo=dict(
            img_shape=(40, 70), ori_shape=(80, 140)))])
    with torch.no_grad():
        found = model.test_step(data)[0]
    matte = found.seg_logits.data
    assert matte.shape == (1, 80, 140) and 0 <= matte.min()
    assert matte.max() <= 1
    assert torch.equal(found.pred_sem_seg.data, (matte >= 0.5).long())


def test_a_stock_runner_trains_and_measures(tmp_path):
    rng = np.random.default_rng(0)
    for folder, shape in (('images/train', (64, 96, 3)),
                          ('masks/train', (64, 96))):
        (tmp_path / folder).mkdir(parents=True)
        for index in range(2):
            Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(
                tmp_path / folder / f'{index:04d}.png')
    load = dict(type='LoadImageFromFile')
    dataset = dict(type='mmflexgen.SaliencyDataset', img_suffix='.png',
                   data_root=str(tmp_path))
    loader = dict(batch_size=2, num_workers=0)
    runner = Runner.from_cfg(Config(dict(
        default_scope='mmseg', work_dir=str(tmp_path / 'work'),
        model=dict(type='mmflexgen.MODNet', **SETTINGS),
        train_dataloader=dict(
            loader, sampler=dict(type='InfiniteSampler'),
            dataset=dict(dataset, pipeline=[
                load, dict(type='mmflexgen.LoadSaliency'),
                dict(type='RandomFlip', prob=0.5),
                dict(type='mmflexgen.PackSaliencyInputs')])),
        val_dataloader=dict(
            loader, sampler=dict(type='DefaultSampler', shuffle=False),
            dataset=dict(dataset, pipeline=[
                load, dict(type='PackSegInputs')])),
        val_evaluator=dict(type='mmflexgen.SaliencyMetric'),
        train_cfg=dict(type='IterBasedTrainLoop', max_iters=1,
                       val_interval=1),
        val_cfg=dict(),
        optim_wrapper=dict(type='OptimWrapper',
                           optimizer=dict(type='SGD', lr=0.01)),
        randomness=dict(seed=0), log_level='ERROR')))
    before = [weight.detach().clone() for weight in
              runner.model.parameters()]
    runner.train()
    assert any((old != new).any() for old, new in zip(
        before, runner.model.parameters()))
    found = runner.val_loop.run()
    assert {'MSE', 'MAD'} < set(found) and 0 < found['MAD'] < 1


def test_settings_and_labels_are_checked(model, batch):
    for wrong in (dict(transition=4), dict(in_channels=(8, 8, 24))):
        with pytest.raises(InputError, match='transition of MODNet is'):
            MODNet(**{**SETTINGS, **wrong})
    del batch[1][0].gt_saliency
    with pytest.raises(InputError, match="'some.png' has no gt_saliency"):
        model(*batch, mode='loss')
