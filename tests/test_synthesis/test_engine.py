"""The engine: same bytes whatever happens, nothing lost, all counted."""

import hashlib
import json
from importlib import metadata

import pytest
import torch
from dummy_generator import CLASSES

from mmflexgen.synthesis import (OutputFolder, WorkList, iter_manifest,
                                 make_record, run_record)
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.utils import InputError

SAMPLES = ('JPEGImages', 'SegmentationClass', 'manifest')


def test_same_seed_same_bytes(tmp_path, run, tree):
    first = run(tmp_path / 'a' / 'set', 8, model=dict(blank=0.3))
    run(tmp_path / 'b' / 'set', 8, model=dict(blank=0.3))
    once = tree(tmp_path / 'a' / 'set')
    assert once == tree(tmp_path / 'b' / 'set')
    assert first.problems == []
    assert {'report.html', 'preview.png', 'dataset_card.json',
            'synthesis.json'} <= set(once)
    run(tmp_path / 'a' / 'set', 8, model=dict(blank=0.3))
    assert tree(tmp_path / 'a' / 'set') == once
    run(tmp_path / 'c', 8, seed=1, model=dict(blank=0.3))
    other = tree(tmp_path / 'c', 'JPEGImages')
    assert all(once[name] != value for name, value in other.items())


@pytest.mark.parametrize('nums', [(2, 8, 14), (5, 6, 14)])
def test_num_extends_without_changing_a_byte(tmp_path, run, tree, nums):
    # 14 ends inside a batch of 3 and a shard of 6, and so do some others.
    options = dict(model=dict(blank=0.4), max_attempts=3)
    run(tmp_path / 'whole' / 'set', 14, **options)
    for num in nums:
        run(tmp_path / 'steps' / 'set', num, **options)
    assert tree(tmp_path / 'steps/set') == tree(tmp_path / 'whole/set')


def test_fewer_than_there_are_takes_nothing_away(tmp_path, run, tree):
    run(tmp_path / 'set', 8)
    before = tree(tmp_path / 'set')
    assert run(tmp_path / 'set', 3).statistics.accepted == 8
    assert tree(tmp_path / 'set') == before


def test_rejects_are_retried_and_counted(tmp_path, run):
    result = run(tmp_path, 30, model=dict(blank=0.5), max_attempts=2)
    lines = list(iter_manifest(tmp_path))
    assert [line['id'] for line in lines] == list(range(30))
    unfilled = [line for line in lines if line.get('unfilled')]
    assert result.statistics.unfilled == len(unfilled) > 0
    assert all(len(line['rejects']) == 2 for line in unfilled)
    kept = [line for line in lines if not line.get('unfilled')]
    assert {line['attempt'] for line in kept} == {0, 1}
    assert all(len(line['rejects']) == line['attempt'] for line in kept)
    rejects = [item for line in lines for item in line['rejects']]
    assert result.statistics.rejects == {'blank': len(rejects)}
    seeds = [line['seed'] for line in kept] + [r['seed'] for r in rejects]
    assert len(set(seeds)) == len(seeds)
    text = '\n'.join(result.sentences())
    assert f'{len(unfilled)} slots stay unfilled' in text
    card = json.loads((tmp_path / 'dataset_card.json').read_text())
    assert card['asked'] == 30
    assert card['counts']['samples'] == len(kept)
    names = (tmp_path / 'ImageSets/Segmentation/train.txt').read_text()
    assert len(names.split()) == len(kept)


def test_nothing_accepted_is_a_problem_not_a_crash(tmp_path, run):
    result = run(tmp_path, 4, model=dict(blank=1.0), max_attempts=2)
    assert result.statistics.accepted == 0
    assert 'no sample was accepted' in result.problems[0]
    assert 'blank' in result.problems[0]


def test_manifest_hashes_and_pixels_are_true(tmp_path, run):
    import numpy as np
    from PIL import Image
    result = run(tmp_path, 5)
    total = {}
    for line in iter_manifest(tmp_path):
        for kind, file in line['files'].items():
            data = (tmp_path / file).read_bytes()
            assert hashlib.sha256(data).hexdigest() == line['sha256'][kind]
        labels = np.asarray(Image.open(tmp_path / find_file(line, 'sem_seg')))
        assert line['size'] == list(labels.shape)
        found = {('ignore' if value == 255 else CLASSES[value]):
                 int((labels == value).sum()) for value in np.unique(labels)}
        assert line['pixels'] == found
        for name, count in found.items():
            total[name] = total.get(name, 0) + count
        assert 0 <= line['scores']['confidence'] <= 1
    assert dict(result.verifications[0].pixels) == total


def test_prompts_may_hold_ends_of_lines_of_unicode(tmp_path, run):
    """JSON leaves U+2028, U+2029 and U+0085 as they are."""
    prompts = ['a\u2028bird', 'a\x85bird', 'the\u2029bird']
    path = tmp_path / 'prompts.jsonl'
    path.write_text(''.join(
        json.dumps(dict(text=prompt), ensure_ascii=False) + '\n'
        for prompt in prompts), encoding='utf-8')
    source = dict(type='mmflexgen.PromptSource', builder=dict(
        type='mmflexgen.FilePrompt', path=str(path)))
    result = run(tmp_path / 'set', 3, source=source)
    assert result.problems == []
    assert [line['prompt']
            for line in iter_manifest(tmp_path / 'set')] == prompts


def test_selections_hide_no_rejects(tmp_path, run):
    options = dict(model=dict(blank=0.5), max_attempts=2)
    every = run(tmp_path / 'set', 20, **options).statistics
    best = run(tmp_path / 'set', 20, **options, selections=[
        dict(type='mmflexgen.BestFraction', fraction=0.5,
             score='confidence')]).statistics
    assert sum(best.left_out.values()) > 0 < sum(every.rejects.values())
    assert best.rejects == every.rejects
    assert best.asked == every.asked == 20


def test_a_sample_is_made_again_from_its_line(tmp_path, run):
    from dummy_generator import DummyGenerator

    from mmflexgen.structures import SynthRequest
    run(tmp_path, 3, batch_size=1, model=dict(blank=0.5))
    for line in iter_manifest(tmp_path):
        request = SynthRequest(line['id'], line['seed'], line['prompt'],
                               tuple(line['classes']), line['attempt'])
        sample, = DummyGenerator(blank=0.5).generate([request])
        assert (sample.sem_seg == 255).sum() == line['pixels']['ignore']
        assert round(sample.scores['confidence'], 6) == line['scores'][
            'confidence']


def test_another_config_seed_or_checkpoint_is_refused(tmp_path, run, tree):
    for name, value in (('one.pth', 1.), ('two.pth', 2.)):
        torch.save(dict(state_dict=dict(scale=torch.tensor([value]))),
                   tmp_path / name)
    out, model = tmp_path / 'set', dict(trained=True)
    first = str(tmp_path / 'one.pth')
    run(out, 3, checkpoint=first, model=model)
    before = tree(out)
    with pytest.raises(InputError, match='seed is 0 there and 4 here'):
        run(out, 6, seed=4, checkpoint=first, model=model)
    with pytest.raises(InputError, match='checkpoint_sha256 is'):
        run(out, 6, checkpoint=str(tmp_path / 'two.pth'), model=model)
    with pytest.raises(InputError, match='model.blank is absent there and 0.'):
        run(out, 6, checkpoint=first, model=dict(model, blank=0.2))
    assert tree(out) == before
    # The same weights under another name are the same checkpoint.
    (tmp_path / 'one.pth').rename(tmp_path / 'moved.pth')
    run(out, 3, checkpoint=str(tmp_path / 'moved.pth'), model=model)
    assert tree(out) == before


def test_prompt_file_counts_by_its_contents(tmp_path, run):
    def source(path):
        return dict(type='mmflexgen.PromptSource', builder=dict(
            type='mmflexgen.FilePrompt', path=str(path)))

    (tmp_path / 'a.txt').write_text('a dog\na cat\n')
    (tmp_path / 'b.txt').write_text('a dog\na cat\n')
    run(tmp_path / 'set', 2, source=source(tmp_path / 'a.txt'))
    run(tmp_path / 'set', 2, source=source(tmp_path / 'b.txt'))
    (tmp_path / 'b.txt').write_text('a dog\na cow\n')
    with pytest.raises(InputError, match='builder.path is sha256'):
        run(tmp_path / 'set', 2, source=source(tmp_path / 'b.txt'))


def test_other_software_is_noted_not_refused(tmp_path, run):
    run(tmp_path, 2)
    path = tmp_path / 'synthesis.json'
    record = json.loads(path.read_text())
    record['made_with'][0]['torch'] = '1.0'
    path.write_text(json.dumps(record))
    with pytest.warns(UserWarning, match='other software'):
        run(tmp_path, 2)
    assert len(json.loads(path.read_text())['made_with']) == 2


def test_each_sample_says_what_made_it(tmp_path, run, monkeypatch):
    # The upgrade falls within a batch, and within a shard.
    with monkeypatch.context() as patch:
        patch.setattr(run_record, 'version', lambda name: '1.0')
        run(tmp_path, 4)
    before = (tmp_path / 'manifest/shard_000000.jsonl').read_text()
    with pytest.warns(UserWarning, match='other software'):
        run(tmp_path, 8, model=dict())
    assert (tmp_path / 'manifest/shard_000000.jsonl').read_text().startswith(
        before)
    made_with = {item['run']: item for item in json.loads(
        (tmp_path / 'synthesis.json').read_text())['made_with']}
    versions = [made_with[line['run']]['torch']
                for line in iter_manifest(tmp_path)]
    assert versions == 4 * ['1.0'] + 4 * [metadata.version('torch')]


def test_a_folder_in_use_is_for_the_same_job_only(tmp_path, run):
    def record(seed):
        return make_record({}, None, seed, 'cpu')

    first, second = OutputFolder(tmp_path), OutputFolder(tmp_path)
    first.open(record(0))
    with pytest.raises(InputError, match='seed is 0 there and 1 here'):
        second.open(record(1))
    second.open(record(0))
    (tmp_path / '.partial').mkdir(exist_ok=True)
    first.close()
    assert (tmp_path / '.partial').exists()
    second.close()
    assert [path.name for path in tmp_path.iterdir()] == ['synthesis.json']
    # Nothing was made, so another job may have the place.
    second.open(record(1))
    second.close()


def test_foreign_folder_and_file_are_refused(tmp_path, run, tree):
    (tmp_path / 'set').mkdir()
    (tmp_path / 'set' / 'thesis.tex').write_text('years of work')
    (tmp_path / 'file').write_text('x')
    before = tree(tmp_path)
    with pytest.raises(InputError, match='holds thesis.tex but no synthesis'):
        run(tmp_path / 'set', 2)
    with pytest.raises(InputError, match='is a file'):
        run(tmp_path / 'file', 2)
    assert tree(tmp_path) == before


def test_work_list_does_not_depend_on_num():
    work_list = WorkList(None, 0, batch_size=4, batches_per_shard=3)
    shards = list(work_list.shards(13))
    assert [shard.slots for shard in shards] == [range(12), range(12, 24)]
    assert list(work_list.shards(12)) == shards[:1]
    assert [list(batch) for batch in work_list.batches(shards[1])] == [
        [12, 13, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]]


def test_selections_leave_out_of_the_lists_alone(tmp_path, run, tree):
    out = tmp_path / 'set'
    best = dict(type='mmflexgen.BestFraction', fraction=0.5,
                score='confidence')
    result = run(out, 8, selections=[best])
    lines = sorted(iter_manifest(out), key=lambda line: line['scores'][
        'confidence'])
    worst = {line['id'] for line in lines[:4]}
    listed = (out / 'ImageSets/Segmentation/train.txt').read_text().split()
    assert {int(name[-8:]) for name in listed} == set(range(8)) - worst
    assert result.problems == []
    assert result.statistics.accepted == 4
    assert sum(result.statistics.left_out.values()) == 4
    card = json.loads((out / 'dataset_card.json').read_text())
    assert card['asked'] == 8
    told = (out / 'left_out.tsv').read_text().splitlines()
    assert {int(line.split('\t')[0]) for line in told} == worst
    assert len(list((out / 'JPEGImages').iterdir())) == 8
    # Another choice makes nothing anew.
    before = tree(out, 'JPEGImages', 'manifest')
    assert run(out, 8).statistics.accepted == 8
    assert tree(out, 'JPEGImages', 'manifest') == before
    assert not (out / 'left_out.tsv').exists()
