"""A base model from images to a pipeline, through mmengine's Runner."""

import json

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from mmengine.config import Config
from mmengine.runner import Runner
from PIL import Image

from mmflexgen.engine.hooks import ExportDiffusersHook, picture_grid
from mmflexgen.utils import register_all_modules

NAMES = ('disc', 'star', 'crescent', 'mushroom')


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A function that shrinks a config of configs/base_models."""
    register_all_modules()
    # With every checkpoint mmengine formats the config, for a second each.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))
    rng = np.random.default_rng(0)
    root = tmp_path / 'images'
    root.mkdir()
    with open(root / 'metadata.jsonl', 'w', encoding='utf-8') as file:
        for i in range(8):
            Image.fromarray(rng.integers(
                0, 256, (32, 32, 3), dtype=np.uint8)).save(root / f'{i}.png')
            file.write(json.dumps(dict(
                file_name=f'{i}.png', text=f'a {NAMES[i % 4]}')) + '\n')

    def load(name: str, max_iters: int) -> Config:
        cfg = Config.fromfile(f'configs/base_models/{name}.py')
        work_dir = str(tmp_path / name)
        cfg.merge_from_dict(dict(
            work_dir=work_dir, log_level='WARNING', experiment_name=name,
            train_cfg=dict(max_iters=max_iters),
            train_dataloader=dict(batch_size=4, dataset=dict(
                data_root=str(root), size=32)),
            default_hooks=dict(checkpoint=dict(interval=2))))
        cfg.param_scheduler = [
            dict(type='LinearLR', start_factor=0.5, by_epoch=False, end=2)]
        for hook in cfg.custom_hooks:
            if 'interval' in hook:
                hook.interval = 2
            if 'out_dir' in hook:
                hook.out_dir = str(tmp_path / 'out' / name)
        return cfg

    return load


def _train(cfg: Config) -> Runner:
    runner = Runner.from_cfg(cfg)
    runner.train()
    return runner


def _vae_config(config, max_iters: int) -> Config:
    cfg = config('shapesworld_vae_f4_64px', max_iters)
    cfg.model.vae.update(block_out_channels=(8, 8, 16), norm_num_groups=4)
    return cfg


def _averaged(runner: Runner) -> torch.nn.Module:
    return next(hook for hook in runner.hooks
                if hasattr(hook, 'ema_model')).ema_model.module


def test_both_stages_resume_and_export_their_average(config, tmp_path):
    _train(_vae_config(config, 2))
    vae = tmp_path / 'out' / 'shapesworld_vae_f4_64px' / 'vae'
    assert (vae / 'diffusion_pytorch_model.safetensors').exists()
    grids = tmp_path / 'shapesworld_vae_f4_64px' / 'samples'
    assert (grids / 'iter_000002.png').exists()

    def stage_two(max_iters: int) -> Config:
        cfg = config('shapesworld_sd_64px', max_iters)
        cfg.model.unet.update(
            block_out_channels=(8, 16, 16), norm_num_groups=4, sample_size=8,
            cross_attention_dim=32)
        cfg.model.text_encoder.update(hidden_size=32, intermediate_size=64)
        tokenizer = dict(path=str(tmp_path / 'tokenizer'), max_length=16,
                         data_root=str(tmp_path / 'images'))
        cfg.model.tokenizer = tokenizer
        cfg.train_dataloader.dataset.update(
            vae=str(vae), cache_dir=str(tmp_path), tokenizer=tokenizer)
        for hook in cfg.custom_hooks:
            if 'vae' in hook:
                hook.vae = str(vae)
            if 'prompts' in hook:
                hook.update(prompts=['a disc', 'a star'], num_steps=2)
        return cfg

    first = _train(stage_two(4))
    cfg = stage_two(6)
    cfg.resume = True
    second = _train(cfg)
    assert (first.iter, second.iter) == (4, 6)
    saved = torch.load(tmp_path / 'shapesworld_sd_64px' / 'iter_4.pth',
                       weights_only=False)
    # mmengine keeps the average under 'state_dict'.
    for key, value in _averaged(first).state_dict().items():
        assert torch.equal(saved['state_dict'][key], value)

    folder = str(tmp_path / 'out' / 'shapesworld_sd_64px')
    pipeline = StableDiffusionPipeline.from_pretrained(
        folder, safety_checker=None)
    stored = pipeline.unet.state_dict()
    for key, value in _averaged(second).unet.state_dict().items():
        torch.testing.assert_close(stored[key], value, rtol=1e-3, atol=1e-4)
    images = pipeline('a mushroom', num_inference_steps=2, output_type='np',
                      generator=torch.Generator().manual_seed(0)).images
    assert images.shape == (1, 32, 32, 3)
    assert np.isfinite(images).all()


def test_samples_leave_the_training_as_it_is(config, tmp_path):
    weights = []
    for seen in (True, False):
        cfg = _vae_config(config, 4)
        cfg.work_dir = str(tmp_path / f'run_{seen}')
        if not seen:
            cfg.custom_hooks = cfg.custom_hooks[:1]
        weights.append(_train(cfg).model.vae.state_dict())
    for key, value in weights[0].items():
        assert torch.equal(value, weights[1][key])


def test_grid_places_images_row_by_row():
    images = torch.stack([torch.full((3, 4, 4), value)
                          for value in (-1., 0., 5.)])
    grid = np.asarray(picture_grid(images, columns=2))
    assert grid.shape == (12, 12, 3)
    assert grid[:4, :4].max() == 0
    assert (grid[:4, 6:10] == 128).all()
    assert (grid[6:10, :4] == 255).all()


def test_export_hook_waits_for_its_interval(monkeypatch):
    hook = ExportDiffusersHook('unused', interval=3)
    calls = []
    monkeypatch.setattr(hook, 'write', calls.append)

    class _Runner:
        iter = 0

    runner = _Runner()
    for runner.iter in range(7):
        hook.after_train_iter(runner, runner.iter)
    assert len(calls) == 2
    hook.after_train(runner)
    assert len(calls) == 3
