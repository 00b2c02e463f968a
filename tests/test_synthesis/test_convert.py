"""A written dataset, written again."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmflexgen.apis import convert
from mmflexgen.synthesis import iter_manifest, run_record
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.utils import InputError

CONSUMER = dict(type='mmseg.PascalVOCDataset')
PNG = dict(type='mmflexgen.VOCExporter', img_suffix='.png', consumer=CONSUMER)
JPG = dict(PNG, img_suffix='.jpg')
SPEC = importlib.util.spec_from_file_location(
    'synthetic', Path(__file__).parents[2] /
    'tools/dataset_converters/synthetic.py')
TOOL = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(TOOL)


def test_every_sample_and_its_line_is_taken_over(tmp_path, run):
    source, out = tmp_path / 'png', tmp_path / 'jpg'
    # Unfilled slots leave gaps in the ids.
    first = run(source, 20, exporters=[PNG], model=dict(blank=0.6),
                max_attempts=1)
    assert 2 < first.statistics.accepted < 20
    result = convert(str(source), str(out), [JPG], progress=False)
    assert result.problems == []
    before = [line for line in iter_manifest(source)
              if not line.get('unfilled')]
    after = list(iter_manifest(out))
    assert [line['id'] for line in after] == list(range(len(before)))
    for old, new in zip(before, after):
        for key in ('seed', 'attempt', 'prompt', 'classes', 'scores',
                    'pixels', 'size'):
            assert old[key] == new[key]
        for kind, tolerance in (('sem_seg', 0), ('image', 40)):
            pair = [np.asarray(Image.open(root / find_file(line, kind)), int)
                    for root, line in ((source, old), (out, new))]
            assert np.abs(pair[0] - pair[1]).mean() <= tolerance


def test_a_copy_says_what_first_made_each_sample(tmp_path, run, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(run_record, 'version', lambda name: '1.0')
        run(tmp_path / 'set', 2, exporters=[PNG])
    with pytest.warns(UserWarning, match='other software'):
        run(tmp_path / 'set', 4, exporters=[PNG], selections=[
            dict(type='mmflexgen.BestFraction', fraction=0.75)])
    left_out, = (tmp_path / 'set/left_out.tsv').read_text().splitlines()
    for source, out in (('set', 'copy'), ('copy', 'copy of the copy')):
        convert(str(tmp_path / source), str(tmp_path / out), [PNG],
                progress=False)
    expected = [dict(id=line['id'], run=line['run'])
                for line in iter_manifest(tmp_path / 'set')
                if line['id'] != int(left_out[0])]
    lines = list(iter_manifest(tmp_path / 'copy of the copy'))
    assert [line['origin'] for line in lines] == expected
    record = json.loads(
        (tmp_path / 'copy of the copy/synthesis.json').read_text())
    versions = {item['run']: item['torch'] for item in record['origins']}
    assert [versions[line['origin']['run']] == '1.0'
            for line in lines] == [each['id'] < 2 for each in expected]


def test_exact_copy_continued_and_filtered(tmp_path, run, tree):
    source, copy = tmp_path / 'set', tmp_path / 'copy'
    run(source, 8, exporters=[PNG])
    convert(str(source), str(copy), [PNG], progress=False)
    folders = ('JPEGImages', 'SegmentationClass', 'ImageSets')
    assert tree(copy, *folders) == tree(source, *folders)
    whole = tree(copy)
    (copy / 'manifest/shard_000000.jsonl').unlink()
    convert(str(source), str(copy), [PNG], progress=False)
    assert tree(copy) == whole
    with pytest.raises(InputError, match='made with other settings'):
        convert(str(source), str(copy), [JPG], progress=False)
    part = convert(str(source), str(tmp_path / 'part'), [PNG], filters=[
        dict(type='mmflexgen.ConfidenceFilter', threshold=0.5)],
        progress=False)
    good = sum(line['scores']['confidence'] >= 0.5
               for line in iter_manifest(source))
    assert (part.statistics.accepted, part.statistics.unfilled) == (
        good, 8 - good)


def test_what_a_selection_left_out_is_not_taken_over(tmp_path, run):
    run(tmp_path / 'set', 8, selections=[
        dict(type='mmflexgen.BestFraction', fraction=0.5)])
    result = convert(str(tmp_path / 'set'), str(tmp_path / 'best'), [PNG],
                     progress=False)
    assert result.statistics.accepted == 4


def test_bad_sources(tmp_path, run):
    with pytest.raises(InputError, match='is no finished dataset'):
        convert(str(tmp_path / 'none'), str(tmp_path / 'out'), [PNG])
    run(tmp_path / 'set', 3)
    with pytest.raises(InputError, match='is the dataset itself'):
        convert(str(tmp_path / 'set'), str(tmp_path / 'set'), [PNG])
    with pytest.raises(InputError, match=r'exporters\[0\].*Nothing'):
        convert(str(tmp_path / 'set'), str(tmp_path / 'out'),
                [dict(type='mmflexgen.Nothing')])


def test_the_tool_sifts_by_a_config(tmp_path, run, capsys):
    source = tmp_path / 'set'
    run(source, 8, exporters=[PNG])
    scores = sorted(line['scores']['confidence']
                    for line in iter_manifest(source))
    config = tmp_path / 'sift.py'
    config.write_text(f'''
synthesis = dict(
    exporters=[{PNG!r}],
    filters=[dict(type='mmflexgen.ConfidenceFilter', threshold=0.)],
    selections=[dict(type='mmflexgen.BestFraction', fraction=0.5)])
''')
    out = tmp_path / 'sifted'
    # The filter of the command line wins: the worst sample goes first.
    assert TOOL.main([
        str(source), str(out), '--config', str(config), '--cfg-options',
        f'synthesis.filters.0.threshold={(scores[0] + scores[1]) / 2}']) == 0
    kept = [line for line in iter_manifest(out) if not line.get('unfilled')]
    assert sorted(line['scores']['confidence'] for line in kept) == scores[1:]
    listed = (out / 'ImageSets/Segmentation/train.txt').read_text().split()
    best = sorted(kept, key=lambda line: line['scores']['confidence'])[-4:]
    assert sorted(listed) == sorted(
        Path(find_file(line, 'image')).stem for line in best)
    # Without formats there is nothing to write.
    config.write_text('synthesis = dict(filters=[])')
    with pytest.raises(SystemExit):
        TOOL.main([str(source), str(tmp_path / 'none'), '--config',
                   str(config)])
    assert 'has no synthesis.exporters' in capsys.readouterr().err
    with pytest.raises(SystemExit):
        TOOL.main([str(source), str(tmp_path / 'none'), '--exporter',
                   'type=mmflexgen.VOCExporter', '--cfg-options', 'a=1'])
    assert '--cfg-options changes what --config' in capsys.readouterr().err
