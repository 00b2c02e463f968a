"""A cache is whole, one config's, and says so when it is not."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict

import pytest
import torch
from safetensors.torch import load_file, save_file

from mmflexgen.feature_cache import fill
from mmflexgen.utils import InputError

_FILL = '''
import ast, sys
from mmflexgen.datasets import CachedHypercolumns
from mmflexgen.feature_cache import fill
from mmflexgen.registry import MODELS
model, cached = ast.literal_eval(open(sys.argv[1]).read())
fill(CachedHypercolumns(**cached), MODELS.build(model), 'cpu', show=False)
'''


def contents(folder: Path) -> Dict[str, bytes]:
    """All files of a cache but the record."""
    return {path.name: path.read_bytes()
            for path in sorted(folder.rglob('*'))
            if path.is_file() and path.name != 'features.json'}


def test_killed_and_continued_equals_uninterrupted(
        build_cached, build_model, fill_cache, dataset, tiny_folder,
        tmp_path):
    whole = contents(fill_cache(name='whole').cache.root)
    assert len(whole) == 6
    model = build_model()
    job = tmp_path / 'job.json'
    preprocessor = model.column_settings['data_preprocessor']
    job.write_text(repr([
        dict(type='mmflexgen.DatasetDM', decoders={},
             base_model=model.column_settings['base_model'],
             metainfo='mmflexgen.ShapesWorldDataset', prompt_dropout=0.3,
             data_preprocessor=preprocessor),
        dict(cache_dir=str(tmp_path / 'parts'), num_views=2, seed=5,
             dataset=dataset)]))
    process = subprocess.Popen([sys.executable, '-c', _FILL, str(job)])
    views = tmp_path / 'parts' / 'views'
    while not views.is_dir() or not os.listdir(views):
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    cached = build_cached(name='parts')
    there = contents(views)
    assert 0 < len(there) < 6 and all(
        whole[name] == content for name, content in there.items())
    with pytest.raises(InputError, match=f'lacks {6 - len(there)} of 6'):
        cached[0]
    assert fill(cached, model, 'cpu', show=False) == 6 - len(there)
    assert contents(tmp_path / 'parts') == whole
    assert fill(cached, model, 'cpu', show=False) == 0


def test_more_views_extend_the_cache(build_cached, build_model, fill_cache):
    before = contents(fill_cache(num_views=1).cache.root)
    cached = build_cached(num_views=2)
    assert fill(cached, build_model(), 'cpu', show=False) == 3
    after = contents(cached.cache.root)
    assert len(after) == 6 and before.items() < after.items()


def test_another_models_cache_is_refused(build_model, fill_cache):
    cached = fill_cache(num_views=1)
    for change, difference in (
        (dict(timestep=5), 'model.timestep is 1 there and 5 here'),
        (dict(attn_reduce='concat'), 'model.attn_reduce is mean there'),
        (dict(prompt_dropout=0.), 'model.prompt_dropout is 0.3 there'),
        (dict(prompt_names=dict(ring='hoop')),
         'model.prompt_names.ring is ring there and hoop here'),
        (dict(base=dict(dtype='bfloat16')),
         'model.base_model.dtype is float32 there and bfloat16 here')):
        with pytest.raises(InputError, match=difference):
            build_model(feature_cache=cached.cache_dir, **change)
    with pytest.raises(InputError, match='model.timestep is 1 there'):
        fill(cached, build_model(timestep=5), 'cpu', show=False)


def test_other_weights_are_refused(build_model, fill_cache, tiny_folder,
                                   tmp_path):
    cached = fill_cache(num_views=1)
    folder = tmp_path / 'finetuned'
    shutil.copytree(tiny_folder, folder)
    base = dict(pretrained=str(folder))
    build_model(base, feature_cache=cached.cache_dir)  # a copy is the same
    path = folder / 'unet' / 'diffusion_pytorch_model.safetensors'
    weights = load_file(path)
    weights['conv_in.bias'][0] += 1e-4
    save_file(weights, path, metadata=dict(format='pt'))
    with pytest.raises(InputError, match='base_model.weights.unet is'):
        build_model(base, feature_cache=cached.cache_dir)


def test_other_data_is_refused(build_cached, fill_cache, dataset):
    cached = fill_cache(num_views=1)
    steps = dataset['pipeline']
    with pytest.raises(InputError, match=r'pipeline.3.prob is 0.5 there and'):
        build_cached(dataset=dict(dataset, pipeline=[
            *steps[:3], dict(steps[3], prob=0.2), *steps[4:]])).full_init()
    with pytest.raises(InputError, match='views.seed is 5 there and 6 here'):
        build_cached(seed=6).full_init()
    with pytest.raises(InputError, match='dtype is float16 there'):
        build_cached(dtype='float32').full_init()
    with pytest.raises(InputError, match="CachedHypercolumns is 'int8'"):
        build_cached(dtype='int8')
    listing = Path(dataset['data_root']) / dataset['ann_file']
    listing.write_text(''.join(
        listing.read_text().splitlines(keepends=True)[::-1]))
    with pytest.raises(InputError, match='views.samples is'):
        build_cached().full_init()
    cached.full_init()  # it was built before


def test_damaged_and_missing_files_are_named(build_cached, fill_cache):
    with pytest.raises(InputError, match='is no feature cache.*run|make it'):
        build_cached().full_init()
    cached = fill_cache()
    path = cached.cache.path(2, 1)
    content = path.read_bytes()
    for broken in (content[:-1], content[:100], b'', b'{' * 200):
        path.write_bytes(broken)
        with pytest.raises(InputError, match=f'{path} is missing or damaged'):
            cached[5]
    path.unlink()
    with pytest.raises(InputError, match=f'{path} is missing or damaged'):
        cached[5]
    with pytest.raises(InputError, match='lacks 1 of 6 views'):
        build_cached().full_init()
    (cached.cache.root / 'features.json').write_text('{"config"')
    with pytest.raises(InputError, match='features.json is damaged'):
        build_cached().full_init()


def test_two_processes_do_not_fill_one_cache(build_cached, build_model,
                                             fill_cache):
    cached = fill_cache(num_views=1)
    with cached.cache.filling(cached.cache.read_record()):
        with pytest.raises(InputError, match='Another process fills'):
            fill(build_cached(), build_model(), 'cpu', show=False)
    assert not list(cached.cache.root.glob('.*'))


def test_features_beyond_half_precision(build_cached, build_model,
                                        monkeypatch):
    model = build_model()
    original = model.labelled_column

    def huge(*args, **kwargs):
        column = original(*args, **kwargs)
        column.column.features[1] *= 1e9
        return column

    monkeypatch.setattr(model, 'labelled_column', huge)
    with pytest.raises(InputError, match='which float16 cannot hold'):
        fill(build_cached(), model, 'cpu', show=False)
    cached = build_cached(name='wide', dtype='bfloat16', num_views=1)
    fill(cached, model, 'cpu', show=False)
    maps = cached[0]['inputs'].column.features[1]
    assert maps.dtype == torch.bfloat16 and maps.abs().max() > 1e6
