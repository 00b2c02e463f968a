"""Bad input: one sentence, and nothing lost."""

from pathlib import Path

import pytest
import torch

from mmflexgen.synthesis import iter_manifest
from mmflexgen.utils import InputError

PROMPTS = dict(type='mmflexgen.TemplatePrompt')


def source(**options):
    return {'type': 'mmflexgen.PromptSource', 'builder': PROMPTS, **options}


def voc(**options):
    return dict(dict(type='mmflexgen.VOCExporter', consumer=dict(
        type='mmseg.PascalVOCDataset')), **options)


@pytest.mark.parametrize('config, words', [
    (dict(source=source(classes=['cat', 'unicorn'])),
     "'unicorn' is not among the 20 classes"),
    (dict(source=source(builder=dict(type='mmflexgen.FilePrompt',
                                     path='no/file.txt'))), 'cannot be read'),
    (dict(source=source(builder=dict(type='mmflexgen.Nothing'))),
     'synthesis.source of the config cannot be built .*Nothing'),
    (dict(source=source(colour='red')), 'colour'),
    (dict(filters=('Nothing', )), r'synthesis.filters\[0\]'),
    (dict(exporters=[voc(img_suffix='.bmp')]), "'.bmp'"),
    (dict(exporters=[voc(consumer=dict(type='mmseg.NoSuchDataset'))]),
     'mmseg.NoSuchDataset is not a registered dataset'),
    (dict(exporters=[voc(consumer=dict(type='mmseg.CityscapesDataset'))]),
     'CityscapesDataset has 19 classes'),
    (dict(batch_size=0), 'batch_size is 0'),
    (dict(max_attempts=33), 'max_attempts is 33; .* from 1 to 32'),
    (dict(batchsize=8), 'synthesis.batchsize'),
])
def test_bad_configs(tmp_path, run, config, words):
    with pytest.raises(InputError, match=words):
        run(tmp_path / 'set', 2, **config)
    # Found before any work, so a mended config finds the place free.
    assert not (tmp_path / 'set').exists()


@pytest.mark.parametrize('num', [0, -3, 1 << 28])
def test_bad_numbers(tmp_path, run, num):
    with pytest.raises(InputError, match='must be from 1'):
        run(tmp_path / 'set', num)


@pytest.mark.parametrize('fault, words', [
    ('label id', 'id 42, outside .* 21 classes'),
    ('size', r'sem_seg of sample 5 is uint8 of shape \(22, 24\)'),
    ('dtype', 'image of sample 5 is float32'),
])
def test_faults_of_a_generator_keep_earlier_shards(tmp_path, run, fault,
                                                   words):
    config = dict(model=dict(fault=fault), batch_size=2, batches_per_shard=1)
    with pytest.raises(InputError, match=words):
        run(tmp_path / 'set', 8, **config)
    kept = {line['id'] for line in iter_manifest(tmp_path / 'set')}
    assert kept in ({0, 1, 2, 3}, {0, 1, 2, 3, 6, 7})
    assert len(list((tmp_path / 'set/JPEGImages').iterdir())) == len(kept)
    assert not (tmp_path / 'set/.partial').exists()


def test_nan_is_retried_and_counted(tmp_path, run):
    result = run(tmp_path, 8, model=dict(fault='nan'), max_attempts=3)
    assert result.statistics.rejects == {'not finite': 3}
    assert (result.statistics.accepted, result.statistics.unfilled) == (7, 1)


def test_a_broken_generator_is_not_the_users_fault(tmp_path, run):
    with pytest.raises(RuntimeError, match='3 requests with 2 samples'):
        run(tmp_path, 3, model=dict(fault='count'))


def test_bad_checkpoints(tmp_path, run):
    with pytest.raises(InputError, match='1 trained weights, but no check'):
        run(tmp_path / 'set', 2, model=dict(trained=True))
    with pytest.raises(InputError, match='does not exist'):
        run(tmp_path / 'set', 2, checkpoint=str(tmp_path / 'none.pth'))
    torch.save(dict(state_dict=dict(other=torch.ones(2))),
               tmp_path / 'other.pth')
    with pytest.raises(InputError, match='does not fit DummyGenerator'):
        run(tmp_path / 'set', 2, checkpoint=str(tmp_path / 'other.pth'))
    (tmp_path / 'torn.pth').write_bytes(b'PK\x03\x04 torn')
    with pytest.raises(InputError, match='not a readable checkpoint'):
        run(tmp_path / 'set', 2, checkpoint=str(tmp_path / 'torn.pth'))
    assert not (tmp_path / 'set').exists()


def test_lost_and_truncated_files_are_named_and_mended(tmp_path, run, tree):
    out = tmp_path / 'set'
    run(out, 8)
    before = tree(out)
    image = out / 'JPEGImages/synth_00000007.jpg'
    labels = out / 'SegmentationClass/synth_00000006.png'
    image.write_bytes(image.read_bytes()[:-40])
    labels.unlink()
    problems = run(out, 8).problems
    assert len(problems) == 2
    assert f'{labels} is missing' in problems[0]
    assert f'{image} was changed or truncated' in problems[1]
    # What the sentence advises.
    (out / 'manifest/shard_000001.jsonl').unlink()
    assert run(out, 8).problems == []
    assert tree(out) == before


def test_damaged_manifest_is_named(tmp_path, run):
    run(tmp_path, 3)
    path = tmp_path / 'manifest/shard_000000.jsonl'
    path.write_text(path.read_text()[:-30])
    with pytest.raises(InputError, match='shard_000000.jsonl is damaged'):
        run(tmp_path, 3)


def test_a_folder_that_cannot_be_made(tmp_path, run):
    (tmp_path / 'file').write_text('x')
    with pytest.raises(InputError, match='set cannot be written'):
        run(tmp_path / 'file/set', 2)


def test_the_tool_prints_one_sentence(tmp_path, capsys):
    import runpy
    tool = Path(__file__).parents[2] / 'tools/synthesize.py'
    main = runpy.run_path(str(tool))['main']
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path / 'none.py'), '--num', '1', '--out', 'x'])
    assert stop.value.code == 2
    message = capsys.readouterr().err
    assert message.startswith('error: ') and message.count('\n') == 1
    assert 'none.py does not exist' in message
