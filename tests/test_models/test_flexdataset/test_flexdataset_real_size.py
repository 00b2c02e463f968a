"""The benchmark of the real sizes, at a tiny one."""

import pytest


@pytest.mark.parametrize('name, optimizer', [
    ('sd15', 'AdamW'), ('layoutdiffusion', 'Adafactor')])
def test_benchmark_of_the_real_size(name, optimizer, tiny_folder,
                                    benchmark_program):
    found = benchmark_program('flexdataset_real_size').measure(
        tiny_folder, name, size=64, iters=2, steps=2, optimizer=optimizer,
        tiny=True)
    assert found['loss'] > 0 and 0 < found['memory'] < 10
    assert all(found[key] > 0 for key in ('iteration', 'step', 'decoding'))
    # The UNet learns in the second alone.
    assert (found['frozen'] == 0) == (name == 'layoutdiffusion')
    assert found['trained'] > 0
