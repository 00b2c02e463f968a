"""FreeGen's stages by their own configs, where there is no data."""

import builtins
from pathlib import Path

import pytest
import torch
from mmengine.runner import Runner

from mmflexgen.apis import synthesize
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
NUM = 4


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working folder without data/, and the paths opened from it on."""
    write_random_base_model('tiny', str(tmp_path / 'tiny'))
    monkeypatch.chdir(tmp_path)
    opened, plain = [], builtins.open

    def watch(path, *args, **kwargs):
        opened.append(str(path))
        return plain(path, *args, **kwargs)

    monkeypatch.setattr(builtins, 'open', watch)
    # With every checkpoint mmengine formats the config, for a second each.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))
    return opened


def config(name, **options):
    return load_config(str(ROOT / f'configs/freegen/{name}.py'), {
        'model.base_model.pretrained': 'tiny',
        'model.base_model.num_inference_steps': 2,
        # What random weights draw, nobody would keep.
        'synthesis.filters': [dict(type='mmflexgen.BlankFilter')],
        'synthesis.batch_size': 2, 'log_level': 'WARNING',
        'train_dataloader.batch_size': 2, **options})


FIRST = {'model.fluctuation.timesteps': [100, 400]}


def test_from_prompts_to_labels(tmp_path, elsewhere):
    samples = 'work_dirs/freegen/pseudo-labels_shapesworld-64'
    result = synthesize(config('pseudo-labels_shapesworld-64', **FIRST), None,
                        NUM, samples, device='cpu', progress=False)
    assert result.problems == []
    lines = list(iter_manifest(tmp_path / samples))
    assert all(line['scores']['fluctuation'] > 0 for line in lines)
    # The steadier half is listed.
    listed = (tmp_path / samples / 'ImageSets/Segmentation/train.txt'
              ).read_text().split()
    steady = sorted(lines, key=lambda line: line['scores']['fluctuation'])
    assert sorted(listed) == sorted(
        Path(find_file(line, 'image')).stem for line in steady[:NUM // 2])

    cfg = config('asr_shapesworld-64', **FIRST, **{
        'train_cfg.max_epochs': 2, 'default_hooks.checkpoint.interval': 1,
        'work_dir': 'work_dirs/asr'})
    Runner.from_cfg(cfg).train()
    checkpoint = 'work_dirs/asr/epoch_2.pth'
    state = torch.load(checkpoint, weights_only=False)['state_dict']
    assert state and all(name.startswith(('rectification.mixture.',
                                          'rectification.projection.'))
                         for name in state)
    assert any(not torch.equal(value, torch.ones_like(value))
               for name, value in state.items() if '.mixture.' in name)
    # Interrupted after the first epoch it ends the same.
    cfg.merge_from_dict(dict(work_dir='work_dirs/resumed', resume=True,
                             load_from='work_dirs/asr/epoch_1.pth'))
    Runner.from_cfg(cfg).train()
    again = torch.load('work_dirs/resumed/epoch_2.pth', weights_only=False)
    for name, value in state.items():
        assert torch.equal(value, again['state_dict'][name])

    labels = 'data_of_its_own'
    result = synthesize(cfg, checkpoint, NUM, labels, device='cpu',
                        progress=False)
    assert result.problems == []

    # The second stage, with a round of self-training.
    cfg = config('egd_shapesworld-64', **{
        'model.decoders.grounding.channels': 32,
        'model.decoders.grounding.alignment.num_layers': 1,
        'model.decoders.grounding.head.transformer.num_layers': 1,
        'train_dataloader.dataset.dataset.data_root': labels,
        'train_cfg.max_epochs': 2, 'custom_hooks.0.begin': 1,
        'custom_hooks.0.interval': 1, 'work_dir': 'work_dirs/egd'})
    Runner.from_cfg(cfg).train()
    relabelled = tmp_path / 'work_dirs/egd/self_training/round_02'
    assert len(list((relabelled / 'SegmentationClass').iterdir())) == NUM // 2
    result = synthesize(cfg, 'work_dirs/egd/epoch_2.pth', 2, 'final',
                        device='cpu', progress=False)
    assert result.problems == []
    # Of all label files, only those that FreeGen wrote itself were opened.
    assert not (tmp_path / 'data').exists()
    foreign = [path for path in elsewhere if path.endswith('.png')
               and Path(path).resolve().is_relative_to(ROOT)]
    assert not foreign
