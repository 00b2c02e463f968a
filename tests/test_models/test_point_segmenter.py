"""Training of the tiny SAM."""

import numpy as np
import pytest
import torch
from mmengine.runner import Runner

from mmflexgen.models.labelers import SamLabeler
from mmflexgen.registry import MODELS
from mmflexgen.utils.config import load_config

MODEL = dict(
    type='mmflexgen.PointSegmenterTrainer', image_size=32, patch_size=4,
    channels=16, vision=dict(
        hidden_size=16, mlp_dim=16, num_hidden_layers=1,
        num_attention_heads=2, window_size=0),
    decoder=dict(mlp_dim=16, num_attention_heads=2))


def test_losses_are_those_of_the_masks():
    torch.manual_seed(0)
    model = MODELS.build(dict(MODEL, bce_weight=2., dice_weight=3.,
                              iou_weight=4.))
    logits = torch.randn(2, 3, 8, 8)
    masks = (torch.rand(2, 3, 8, 8) < 0.4).float()
    iou = torch.rand(2, 3)
    losses = model.losses(logits, iou, masks)
    probs = 1 / (1 + np.exp(-logits.numpy().astype(float)))
    truth = masks.numpy().astype(float)
    bce = -np.where(truth > 0, np.log(probs), np.log(1 - probs)).mean()
    dice, share = [], []
    for p, m in zip(probs.reshape(6, -1), truth.reshape(6, -1)):
        dice.append(1 - (2 * (p * m).sum() + 1) / (p.sum() + m.sum() + 1))
        share.append(((p > .5) & (m > 0)).sum() / ((p > .5) | (m > 0)).sum())
    error = (iou.numpy().ravel() - share)**2
    for name, value in dict(loss_bce=2 * bce, loss_dice=3 * np.mean(dice),
                            loss_iou=4 * error.mean(),
                            mean_iou=np.mean(share)).items():
        assert float(losses[name]) == pytest.approx(value, rel=1e-4), name


def test_logits_are_the_library_model_s(tmp_path, monkeypatch):
    from transformers import SamModel, SamProcessor
    torch.manual_seed(0)
    model = MODELS.build(MODEL).eval()
    image = torch.randint(0, 256, (1, 3, 32, 32), dtype=torch.uint8)
    points = torch.rand(1, 2, 3, 2) * 31
    with torch.no_grad():
        logits = model(image, dict(points=points))
    # A bare name is a folder in the current one.
    monkeypatch.chdir(tmp_path)
    model.export('sam')
    inputs = SamProcessor.from_pretrained(tmp_path / 'sam')(
        image[0].permute(1, 2, 0).numpy(), input_points=points.tolist(),
        return_tensors='pt')
    with torch.no_grad():
        expected = SamModel.from_pretrained(tmp_path / 'sam').eval()(
            **inputs, multimask_output=False).pred_masks[:, :, 0]
    torch.testing.assert_close(logits, expected, rtol=1e-4, atol=1e-5)


def test_config_trains_and_exports(tmp_path):
    cfg = load_config('configs/base_models/sam_tiny-64.py', dict(
        work_dir=str(tmp_path), train_cfg=dict(max_iters=2),
        train_dataloader=dict(batch_size=2),
        default_hooks=dict(logger=dict(interval=1))))
    cfg.custom_hooks[1].out_dir = str(tmp_path / 'sam')
    cfg.param_scheduler = []
    Runner.from_cfg(cfg).train()
    masks = SamLabeler(str(tmp_path / 'sam'), device='cpu').label(
        np.zeros((64, 64, 3), np.uint8),
        np.random.default_rng(0).random((2, 16, 16)).astype(np.float32))
    assert masks.shape == (2, 64, 64)
