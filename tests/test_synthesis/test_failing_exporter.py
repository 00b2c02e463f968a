"""An exporter that fails on one sample: told, nothing lost, mended."""

import pytest
from dummy_generator import DummyEverything
from mmengine.config import Config

from mmflexgen.apis import synthesize
from mmflexgen.exporters import SaliencyExporter
from mmflexgen.exporters.coco_instance import COCOInstanceExporter
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.integrity import damaged_files
from mmflexgen.utils import InputError

EXPORTERS = [
    dict(type='mmflexgen.VOCExporter', consumer=dict(
        type='mmseg.PascalVOCDataset')),
    dict(type='mmflexgen.COCOInstanceExporter'),
    dict(type='mmflexgen.SaliencyExporter'),
]
# In the second batch of the second shard.
BAD = 7


def run(out):
    config = Config(dict(
        model=dict(type='mmflexgen.DummyEverything'),
        synthesis=dict(
            source=dict(type='mmflexgen.PromptSource',
                        builder=dict(type='mmflexgen.TemplatePrompt')),
            exporters=EXPORTERS, batch_size=2, batches_per_shard=2)))
    return synthesize(config, None, 12, str(out), device='cpu',
                      progress=False)


def hide_an_object(patch):
    """The generator gives an object that no pixel shows."""
    make = DummyEverything._sample

    def go(self, request, batch):
        sample = make(self, request, batch)
        if request.sample_id == BAD:
            sample.instances.masks[0] = False
        return sample

    patch.setattr(DummyEverything, '_sample', go)


def fail(exporter, error):
    """A function that lets an exporter raise an error."""
    encode = exporter.encode

    def go(self, sample):
        if sample.request.sample_id == BAD:
            raise error
        return encode(self, sample)

    return lambda patch: patch.setattr(exporter, 'encode', go)


@pytest.mark.parametrize('disturb, error, words', [
    (hide_an_object, InputError,
     'COCOInstanceExporter cannot write sample 7: object 0 has an empty '
     'mask; .* kept'),
    (fail(COCOInstanceExporter, InputError('the masks are upside down')),
     InputError, 'COCOInstanceExporter .* sample 7: the masks are upside'),
    (fail(SaliencyExporter, OSError('encoder error -2')), InputError,
     r'SaliencyExporter .* sample 7: encoder error -2; .* kept'),
    (fail(COCOInstanceExporter, KeyError('joints')), RuntimeError,
     r"COCOInstanceExporter failed on sample 7 \(KeyError: 'joints'\)"),
], ids=['empty mask', 'InputError', 'OSError', 'KeyError'])
def test_an_exporter_that_fails_on_one_sample(tmp_path, tree, monkeypatch,
                                              disturb, error, words):
    run(tmp_path / 'calm' / 'set')
    out = tmp_path / 'rough' / 'set'
    with monkeypatch.context() as patch:
        disturb(patch)
        with pytest.raises(error, match=words) as caught:
            run(out)
    message = str(caught.value)
    assert '\n' not in message and message.count('sample 7') == 1

    lines = {line['id']: line for line in iter_manifest(out)}
    # Batches before the bad one; those behind it as far as they had come.
    assert set(range(6)) <= lines.keys()
    assert lines.keys() <= set(range(12)) - {6, 7}
    assert not list(damaged_files(out))
    # No format has a file of a sample that another lacks.
    named = {file for line in lines.values()
             for file in line['files'].values()}
    assert {name for name in tree(out) if 'synth_' in name} == named
    assert len(named) == 6 * len(lines)
    assert not (out / '.partial').exists()

    result = run(out)
    assert result.problems == []
    assert result.statistics.accepted == 12
    assert tree(out) == tree(tmp_path / 'calm' / 'set')
