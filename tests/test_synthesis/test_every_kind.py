"""All kinds of annotation at once, in all formats that hold them."""

import os

import numpy as np
import pytest
from dummy_generator import CLASSES, DummyEverything
from mmengine.config import Config

from mmflexgen.apis import convert, synthesize
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis import iter_manifest
from mmflexgen.synthesis.manifest import find_file
from mmflexgen.synthesis.written import WrittenDataset

EXPORTERS = [
    dict(type='mmflexgen.VOCExporter', consumer=dict(
        type='mmseg.PascalVOCDataset')),
    dict(type='mmflexgen.COCOInstanceExporter'),
    dict(type='mmflexgen.COCOPanopticExporter'),
    dict(type='mmflexgen.NYUDepthExporter'),
    dict(type='mmflexgen.SaliencyExporter'),
]


@pytest.fixture(scope='module')
def everything(tmp_path_factory):
    """A dataset of five formats, and its result."""
    out = tmp_path_factory.mktemp('everything') / 'set'
    config = Config(dict(
        model=dict(type='mmflexgen.DummyEverything'),
        synthesis=dict(
            source=dict(type='mmflexgen.PromptSource',
                        builder=dict(type='mmflexgen.TemplatePrompt')),
            exporters=EXPORTERS, batch_size=3)))
    return out, synthesize(config, None, 7, str(out), device='cpu',
                           progress=False)


def test_objects_are_counted(everything):
    out, result = everything
    assert result.problems == []
    objects = sum(count.objects for count in
                  result.statistics.classes.values())
    assert objects == sum(sum(line['objects'].values())
                          for line in iter_manifest(out)) > 7


def test_equal_files_share_their_place(everything):
    out, _ = everything
    line = next(iter_manifest(out))
    images = [out / file for key, file in line['files'].items()
              if key.endswith('/image')]
    assert len(images) == 5
    assert len({os.stat(path).st_ino for path in images}) == 1


def test_report_has_a_layer_and_a_switch_per_kind(everything):
    out, _ = everything
    page = (out / 'report.html').read_text()
    for kind in ('sem_seg', 'instances', 'panoptic', 'depth', 'saliency'):
        assert page.count(f'data-kind="{kind}"') == 1
        assert page.count(f'class="kind-{kind} fill"') == 7


def test_annotations_come_back_as_the_generator_gave_them(everything):
    written = WrittenDataset(str(everything[0]))
    for index in range(len(written)):
        found, = written.generate([written.request(index, 0, 0)])
        line = written.line(index)
        made, = DummyEverything().generate([SynthRequest(
            line['id'], line['seed'], line['prompt'],
            tuple(line['classes']))])
        for kind in ('sem_seg', 'panoptic', 'depth', 'saliency'):
            np.testing.assert_array_equal(found.get(kind), made.get(kind))
            assert found.get(kind).dtype == made.get(kind).dtype
        assert (sorted(found.segments, key=str)
                == sorted(made.segments, key=str))
        for field in ('labels', 'masks', 'bboxes'):
            np.testing.assert_array_equal(found.instances.get(field),
                                          made.instances.get(field))


@pytest.mark.parametrize('exporter, consumer', [
    (dict(type='mmflexgen.ADE20KExporter', consumer=dict(
        type='mmseg.BaseSegDataset', metainfo=dict(classes=CLASSES),
        reduce_zero_label=True)), 'BaseSegDataset'),
    (EXPORTERS[1], 'CocoDataset')])
def test_another_format_without_generating(everything, tmp_path, exporter,
                                           consumer):
    result = convert(str(everything[0]), str(tmp_path), [exporter],
                     progress=False)
    assert result.problems == []
    assert result.verifications[0].consumer == consumer
    assert result.verifications[0].samples == 7
    line = next(iter_manifest(tmp_path))
    assert (tmp_path / find_file(line, 'image')).is_file()
