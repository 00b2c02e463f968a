"""VOC layout, read back by mmseg's stock class."""

import io

import numpy as np
import pytest
from mmseg.datasets import PascalVOCDataset
from PIL import Image

from mmflexgen.exporters import VOCExporter
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError

META = PascalVOCDataset.METAINFO


def exporter(**options):
    return VOCExporter(META, consumer=dict(type='mmseg.PascalVOCDataset'),
                       **options)


def sample(index):
    rng = np.random.default_rng(index)
    labels = rng.integers(0, 21, (12, 16), dtype=np.uint8)
    labels[0, :3] = 255
    return SynthSample(
        metainfo=dict(request=SynthRequest(index, 0, 'a cat', ('cat', ))),
        image=rng.integers(0, 256, (12, 16, 3), dtype=np.uint8),
        sem_seg=labels)


def write(root, voc, count=3):
    for folder in voc.folders:
        (root / folder).mkdir(parents=True)
    for index in range(count):
        contents = voc.encode(sample(index))
        for kind, file in voc.files(index).items():
            (root / file).write_bytes(contents[kind])
    lines = [dict(id=index) for index in range(count)]
    lines.insert(1, dict(id=9, unfilled=True))
    for name, pieces in voc.finalise(lambda: iter(lines)).items():
        (root / name).write_bytes(b''.join(pieces))


def test_encoding_is_exact_and_repeatable():
    one = sample(0)
    contents = exporter(img_suffix='.png').encode(one)
    assert contents == exporter(img_suffix='.png').encode(sample(0))
    labels = Image.open(io.BytesIO(contents['sem_seg']))
    assert labels.mode == 'P'
    assert (np.asarray(labels) == one.sem_seg).all()
    colours = np.array(labels.getpalette()).reshape(-1, 3)
    assert (colours[:21] == META['palette']).all()
    assert colours[255].tolist() == [224, 224, 192]
    image = np.asarray(Image.open(io.BytesIO(contents['image'])))
    assert (image == one.image).all()


def test_stock_dataset_reads_it(tmp_path):
    write(tmp_path, exporter())
    dataset = PascalVOCDataset(
        ann_file='ImageSets/Segmentation/train.txt', data_root=str(tmp_path),
        data_prefix=dict(img_path='JPEGImages',
                         seg_map_path='SegmentationClass'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='mmseg.LoadAnnotations')])
    assert len(dataset) == 3
    for index in range(3):
        assert (dataset[index]['gt_seg_map'] == sample(index).sem_seg).all()


def test_verify_counts_and_finds(tmp_path):
    voc = exporter()
    write(tmp_path, voc)
    found = voc.verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])
    labels = np.stack([sample(index).sem_seg for index in range(3)])
    assert found.pixels['cat'] == (
        labels == META['classes'].index('cat')).sum()
    assert found.pixels['ignore'] == 9
    assert sum(found.pixels.values()) == labels.size
    assert 'PascalVOCDataset reads 3 samples back: no problems' in (
        found.sentences())

    folder = tmp_path / 'SegmentationClass'
    Image.fromarray(np.full((12, 16), 30, np.uint8)).save(
        folder / 'synth_00000000.png')
    Image.fromarray(np.zeros((11, 16), np.uint8)).save(
        folder / 'synth_00000001.png')
    torn = folder / 'synth_00000002.png'
    torn.write_bytes(torn.read_bytes()[:60])
    problems = voc.verify(str(tmp_path)).problems
    assert len(problems) == 3
    assert 'label id 30, outside the 21 classes' in problems[0]
    assert 'is 16 x 12 px, its labels are 16 x 11' in problems[1]
    assert 'cannot be read' in problems[2]
    torn.unlink()
    assert 'is missing' in voc.verify(str(tmp_path)).problems[2]


def test_missing_folder_is_explained(tmp_path):
    with pytest.raises(InputError, match='cannot open'):
        exporter().verify(str(tmp_path / 'nothing'))
