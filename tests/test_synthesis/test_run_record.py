"""What decides whether two runs are the same."""

import pytest
import torch

from mmflexgen.synthesis import run_record
from mmflexgen.synthesis.run_record import canonical, differences, make_record
from mmflexgen.utils import InputError


def record(**settings):
    return make_record(settings, None, 0, 'cpu')


def test_a_config_file_counts_with_those_it_is_based_on(tmp_path):
    for place in ('here', 'there'):
        (tmp_path / place).mkdir()
        (tmp_path / place / 'base.py').write_text('model = dict(depth=18)\n')
        (tmp_path / place / 'top.py').write_text(
            "_base_ = './base.py'\nmodel = dict(width=4)\n")
    here, there = (record(config=str(tmp_path / place / 'top.py'))
                   for place in ('here', 'there'))
    assert here['config']['config'].startswith('sha256:')
    assert differences(here, there) == []
    assert here['config_sha256'] == there['config_sha256']
    (tmp_path / 'there' / 'base.py').write_text('model = dict(depth=50)\n')
    changed = record(config=str(tmp_path / 'there' / 'top.py'))
    clause, = differences(here, changed)
    assert clause.startswith('config is sha256:')
    (tmp_path / 'there' / 'base.py').unlink()
    with pytest.raises(InputError, match='top.py cannot be read'):
        record(config=str(tmp_path / 'there' / 'top.py'))


def test_where_a_config_keeps_its_settings_does_not_count(tmp_path):
    whole, top = tmp_path / 'whole.py', tmp_path / 'top.py'
    whole.write_text('model = dict(width=4, depth=18)\nseed = 0\n')
    (tmp_path / 'base.py').write_text('seed = 0\nmodel = dict(depth=18)\n')
    top.write_text("_base_ = './base.py'\nmodel = dict(width=4)\n")
    records = [record(config=str(path)) for path in (whole, top)]
    assert differences(*records) == []


def test_a_run_is_named_by_all_that_makes_its_samples(monkeypatch):
    def run(settings=None, seed=0, device='cpu'):
        return make_record(settings or {}, None, seed, device)[
            'made_with'][0]['run']

    first = run()
    threads = torch.get_num_threads()
    monkeypatch.setattr(torch, 'get_num_threads', lambda: threads + 1)
    # Launchers differ in it, and write the same manifest.
    assert run() == first
    with monkeypatch.context() as patch:
        patch.setattr(run_record, 'version', lambda name: '1.0')
        upgraded = run()
    others = [run(dict(a=1)), run(seed=1), run(device='cuda'), upgraded]
    assert len({first, *others}) == 5


def test_paths_count_by_contents_and_words_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'cat').mkdir()
    (tmp_path / 'hardness.json').write_text('{}')
    found = canonical(['cat', 'hardness.json', './cat', 'none.json', 'a/b'])
    assert [found[0], *found[3:]] == ['cat', 'none.json', 'a/b']
    assert all(value.startswith('sha256:') for value in found[1:3])
    (tmp_path / 'hardness.json').write_text('{"classes": {}}')
    assert canonical('hardness.json') != found[1]


def test_of_a_dataset_counts_what_its_config_reads(tmp_path):
    root = tmp_path / 'data'

    def found(name=None, text='[]'):
        """The reader's config, after a file was written."""
        if name:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return canonical(dict(
            data_root=str(root), ann_files=['annotations/a.json'],
            image_list='lists/some.txt', img_prefix='annotations'))

    first = found('annotations/a.json')
    # Another subset beside it, which nobody reads.
    assert found('annotations/b.json') == first
    assert first['img_prefix'] == 'annotations'
    changed = [found('annotations/a.json', '{}'), found('metadata.jsonl'),
               found('manifest/shard_00000.jsonl'), found('lists/some.txt')]
    assert len({str(each) for each in (first, *changed)}) == 5
    root = root.rename(tmp_path / 'moved')
    assert found() == changed[-1]
