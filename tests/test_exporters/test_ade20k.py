"""ADE20K's layout, read back by mmseg's stock class."""

import numpy as np
import pytest
from exporter_samples import semantic, write
from mmseg.datasets import ADE20KDataset
from PIL import Image

from mmflexgen.exporters import ADE20KExporter
from mmflexgen.utils import InputError

META = ADE20KDataset.METAINFO
SAMPLES = [semantic(index, 150) for index in range(3)]


def test_labels_are_stored_from_one_with_zero_ignored():
    exporter = ADE20KExporter(META, img_suffix='.png')
    one = SAMPLES[0]
    contents = exporter.encode(one)
    assert contents == exporter.encode(semantic(0, 150))
    decoded = exporter.decode(contents)
    assert (decoded['sem_seg'] == one.sem_seg).all()
    assert (decoded['image'] == one.image).all()


def test_stock_dataset_reads_it(tmp_path):
    exporter = ADE20KExporter(META)
    write(tmp_path, exporter, SAMPLES)
    stored = np.asarray(Image.open(
        tmp_path / 'annotations/training/synth_00000000.png'))
    assert (stored[0, :3] == 0).all()
    assert stored[1, 1] == SAMPLES[0].sem_seg[1, 1] + 1
    dataset = ADE20KDataset(
        data_root=str(tmp_path),
        data_prefix=dict(img_path='images/training',
                         seg_map_path='annotations/training'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='mmseg.LoadAnnotations')])
    assert len(dataset) == 3
    for index, one in enumerate(SAMPLES):
        assert (dataset[index]['gt_seg_map'] == one.sem_seg).all()
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])
    assert found.pixels['ignore'] == 9


def test_own_classes_need_a_consumer_that_subtracts_one(tmp_path):
    meta = dict(classes=('ground', 'thing'), palette=[[0, 0, 0], [9, 9, 9]])
    samples = [semantic(index, 2) for index in range(2)]
    with pytest.raises(InputError, match='has 150 classes'):
        ADE20KExporter(meta).check_consumer()
    for reduce_zero_label in (True, False):
        exporter = ADE20KExporter(meta, consumer=dict(
            type='mmseg.BaseSegDataset', reduce_zero_label=reduce_zero_label))
        exporter.check_consumer()
        write(tmp_path, exporter, samples)
        problems = exporter.verify(str(tmp_path)).problems
        assert bool(problems) != reduce_zero_label
    assert any('reads other labels' in problem for problem in problems)


def test_254_classes_at_most():
    meta = dict(classes=tuple(map(str, range(255))), palette=[[0, 0, 0]] * 255)
    with pytest.raises(InputError, match='255 classes'):
        ADE20KExporter(meta)
