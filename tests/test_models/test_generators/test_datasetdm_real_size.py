"""The benchmarks of real sizes, on small base models."""

import sys
from pathlib import Path
from runpy import run_path

import pytest
import torch

from mmflexgen.apis.generator import init_generator
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope='module')
def xl_folder(tmp_path_factory) -> str:
    folder = str(tmp_path_factory.mktemp('base') / 'xl')
    write_random_base_model('tiny-xl', folder)
    return folder


def _config(name: str, folder: str, **options):
    cfg = load_config(str(ROOT / f'configs/datasetdm/{name}.py'))
    cfg.model.base_model.update(pretrained=folder, num_inference_steps=2,
                                **options)
    return cfg


@pytest.mark.parametrize('arch,name,kinds', [
    ('tiny', 'datasetdm-multitask_sd15_coco-512', 5),
    ('xl', 'datasetdm_sdxl_voc2012-1024_100', 1)])
def test_trains_and_samples(arch, name, kinds, tiny_folder, xl_folder,
                            benchmark_program):
    """Six decoders fill five kinds of labels; SDXL has two text encoders,
    and images of another size than it was trained for."""
    cfg = _config(name, tiny_folder if arch == 'tiny' else xl_folder,
                  image_size=32, dtype='bfloat16' if arch == 'xl' else
                  'float32')
    if arch == 'xl':
        # A cell of the small VAE is half as wide.
        cfg.model.decoders.semantic.mask_stride = 4
    found = benchmark_program('datasetdm_real_size').measure(cfg, 'cpu', 2, 1)
    assert len(found['kinds']) == kinds and found['side'] == 32
    assert all(key.startswith('semantic.') for key in found['losses'])
    assert all(torch.tensor(value).isfinite()
               for value in found['losses'].values())
    assert min(found[key] for key in (
        'iteration', 'step', 'decode', 'labels', 'memory')) > 0


def test_decoders_that_were_not_trained(tiny_folder, tmp_path, monkeypatch):
    config = str(ROOT / 'configs/datasetdm/datasetdm-depth_sd15_nyu-512_50'
                        '.py')
    out = tmp_path / 'random.pth'
    monkeypatch.setattr(sys, 'argv', [
        'random_decoders.py', config, str(out), '--cfg-options',
        f'model.base_model.pretrained={tiny_folder}'])
    run_path(str(ROOT / 'tools/model_converters/random_decoders.py'),
             run_name='__main__')
    model = init_generator(_config('datasetdm-depth_sd15_nyu-512_50',
                                   tiny_folder), str(out), 'cpu')
    assert model.kinds == ('depth', )


def test_a_program_s_costs_with_more_steps():
    """Start-up counts once, a step each time; memory does not grow."""
    tool = run_path(str(ROOT / 'benchmarks/synthesis_overhead.py'))
    costs = [tool['Cost'](20 + 7. * steps, 30 + 9. * steps, 1000 + steps)
             for steps in (1, 3)]
    found = tool['at_steps'](*costs, [1, 3], 25)
    assert found == pytest.approx((20 + 7 * 25, 30 + 9 * 25, 1003))
    assert tool['report'](found, found, [1., None, 1.])
    assert not tool['report'](found, costs[0], [1.1, None, 1.1])
