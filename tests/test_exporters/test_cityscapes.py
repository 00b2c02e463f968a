"""Cityscapes' layout, read back by mmseg's stock class."""

from exporter_samples import semantic, write
from mmseg.datasets import CityscapesDataset

from mmflexgen.exporters import CityscapesExporter

META = CityscapesDataset.METAINFO
SAMPLES = [semantic(index, 19) for index in range(3)]


def test_stock_dataset_reads_it(tmp_path):
    exporter = CityscapesExporter(META)
    write(tmp_path, exporter, SAMPLES)
    dataset = CityscapesDataset(
        data_root=str(tmp_path),
        data_prefix=dict(img_path='leftImg8bit/train',
                         seg_map_path='gtFine/train'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='mmseg.LoadAnnotations')])
    assert len(dataset) == 3
    for index, one in enumerate(SAMPLES):
        loaded = dataset[index]
        assert (loaded['gt_seg_map'] == one.sem_seg).all()
        assert (loaded['img'][..., ::-1] == one.image).all()
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])


def test_own_classes(tmp_path):
    meta = dict(classes=('ground', 'thing'), palette=[[0, 0, 0], [9, 9, 9]])
    exporter = CityscapesExporter(meta, consumer=dict(
        type='mmseg.BaseSegDataset',
        seg_map_suffix='_gtFine_labelTrainIds.png'))
    exporter.check_consumer()
    write(tmp_path, exporter, [semantic(0, 2)])
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems) == (1, [])
    assert set(found.pixels) == {'ground', 'thing', 'ignore'}


def test_names_and_bytes():
    exporter = CityscapesExporter(META)
    assert exporter.files(1_000_002) == dict(
        image='leftImg8bit/train/synth/synth_000001_000002_leftImg8bit.png',
        sem_seg='gtFine/train/synth/'
        'synth_000001_000002_gtFine_labelTrainIds.png')
    contents = exporter.encode(SAMPLES[0])
    assert contents == exporter.encode(semantic(0, 19))
    decoded = exporter.decode(contents)
    assert (decoded['sem_seg'] == SAMPLES[0].sem_seg).all()
