"""The engine with a real generator on a base model of random weights."""

from pathlib import Path

import pytest
import torch
from mmengine.registry import DefaultScope

from mmflexgen.apis import synthesize
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.registry import MODELS
from mmflexgen.synthesis import iter_manifest
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[2] / 'configs/datasetdm'


@pytest.fixture(scope='module')
def base_model(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp('base') / 'tiny')
    write_random_base_model('tiny', folder)
    return folder


def config(name, base_model, **options):
    return load_config(str(CONFIGS / name), {
        'model.base_model.pretrained': base_model,
        'model.base_model.num_inference_steps': 2,
        'synthesis.batch_size': 2, **options})


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory, base_model):
    """Random weights: bytes, not looks, are tested here."""
    cfg = config('datasetdm-named_shapesworld-64_100.py', base_model)
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        model = MODELS.build(cfg.model)
    path = tmp_path_factory.mktemp('checkpoint') / 'random.pth'
    torch.save(dict(state_dict=model.state_dict()), path)
    return str(path)


def go(cfg, checkpoint, num, out):
    return synthesize(cfg, checkpoint, num, str(out), device='cpu',
                      progress=False)


def test_same_bytes_in_one_go_and_in_two(tmp_path, base_model, checkpoint,
                                         tree):
    cfg = config('datasetdm-named_shapesworld-64_100.py', base_model)
    result = go(cfg, checkpoint, 3, tmp_path / 'once' / 'set')
    assert result.problems == []
    assert result.verifications[0].consumer == 'ShapesWorldDataset'
    assert result.statistics.sizes == {'64 x 64': 3}
    for num in (2, 3):
        go(cfg, checkpoint, num, tmp_path / 'twice' / 'set')
    assert tree(tmp_path / 'once/set') == tree(tmp_path / 'twice/set')


def test_a_prompt_too_long_ends_in_one_sentence(tmp_path, base_model,
                                                checkpoint):
    prompts = tmp_path / 'prompts.txt'
    prompts.write_text('\n'.join(['a star'] * 8 + ['a ring ' * 300]))
    name = 'datasetdm-named_shapesworld-64_100_val-prompts.py'
    cfg = config(name, base_model, **{
        'synthesis.source.builder.path': str(prompts),
        'synthesis.source.builder.shuffle': False})
    with pytest.raises(InputError, match=r'The prompt has \d+ tokens'):
        go(cfg, checkpoint, 10, tmp_path / 'set')
    lines = list(iter_manifest(tmp_path / 'set'))
    assert [line['prompt'] for line in lines] == ['a star'] * 8
