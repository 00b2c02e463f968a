"""The benchmark of the real sizes, at a tiny one."""

from pathlib import Path
from runpy import run_path

import pytest

BENCHMARK = Path(__file__).parents[3] / 'benchmarks/flexdataset_real_size.py'


@pytest.mark.parametrize('name, optimizer', [
    ('sd15', 'AdamW'), ('layoutdiffusion', 'Adafactor')])
def test_benchmark_of_the_real_size(name, optimizer, tiny_folder):
    measure = run_path(str(BENCHMARK))['measure']
    found = measure(tiny_folder, name, size=64, iters=2, steps=2,
                    optimizer=optimizer, tiny=True)
    assert found['loss'] > 0 and 0 < found['memory'] < 10
    assert all(found[key] > 0 for key in ('iteration', 'step', 'decoding'))
    # The UNet learns in the second alone.
    assert (found['frozen'] == 0) == (name == 'layoutdiffusion')
    assert found['trained'] > 0
