"""VOC layout, read back by mmseg's stock class."""

import io

import numpy as np
import pytest
from exporter_samples import HEIGHT, WIDTH, semantic, write
from mmseg.datasets import PascalVOCDataset
from PIL import Image

from mmflexgen.exporters import VOCExporter
from mmflexgen.utils import InputError

META = PascalVOCDataset.METAINFO
SAMPLES = [semantic(index, 21) for index in range(3)]


def exporter(**options):
    return VOCExporter(META, **options)


def test_encoding_is_exact_and_repeatable():
    one, voc = SAMPLES[0], exporter(img_suffix='.png')
    contents = voc.encode(one)
    assert contents == exporter(img_suffix='.png').encode(semantic(0, 21))
    labels = Image.open(io.BytesIO(contents['sem_seg']))
    assert labels.mode == 'P'
    assert (np.asarray(labels) == one.sem_seg).all()
    colours = np.array(labels.getpalette()).reshape(-1, 3)
    assert (colours[:21] == META['palette']).all()
    assert colours[255].tolist() == [224, 224, 192]
    decoded = voc.decode(contents)
    assert (decoded['image'] == one.image).all()
    assert (decoded['sem_seg'] == one.sem_seg).all()


def test_stock_dataset_reads_it(tmp_path):
    write(tmp_path, exporter(), SAMPLES)
    dataset = PascalVOCDataset(
        ann_file='ImageSets/Segmentation/train.txt', data_root=str(tmp_path),
        data_prefix=dict(img_path='JPEGImages',
                         seg_map_path='SegmentationClass'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='mmseg.LoadAnnotations')])
    assert len(dataset) == 3
    for index, one in enumerate(SAMPLES):
        assert (dataset[index]['gt_seg_map'] == one.sem_seg).all()


def test_verify_counts(tmp_path):
    write(tmp_path, exporter(), SAMPLES)
    found = exporter().verify(str(tmp_path))
    assert (found.samples, found.problems) == (3, [])
    labels = np.stack([one.sem_seg for one in SAMPLES])
    assert found.pixels['cat'] == (
        labels == META['classes'].index('cat')).sum()
    assert found.pixels['ignore'] == 9
    assert sum(found.pixels.values()) == labels.size
    assert 'PascalVOCDataset reads 3 samples back: no problems' in (
        found.sentences())


def spoil_label_id(root):
    Image.fromarray(np.full((HEIGHT, WIDTH), 30, np.uint8)).save(
        root / 'SegmentationClass/synth_00000000.png')


def spoil_size(root):
    Image.fromarray(np.zeros((HEIGHT - 1, WIDTH), np.uint8)).save(
        root / 'SegmentationClass/synth_00000001.png')


def spoil_labels_file(root):
    torn = root / 'SegmentationClass/synth_00000002.png'
    torn.write_bytes(torn.read_bytes()[:90])


def spoil_image(root):
    torn = root / 'JPEGImages/synth_00000002.jpg'
    torn.write_bytes(torn.read_bytes()[:-400])


def spoil_all_ignored(root):
    Image.fromarray(np.full((HEIGHT, WIDTH), 255, np.uint8)).save(
        root / 'SegmentationClass/synth_00000000.png')


def spoil_colour(root):
    Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(
        root / 'SegmentationClass/synth_00000000.png')


def remove(root):
    (root / 'SegmentationClass/synth_00000001.png').unlink()


def list_twice(root):
    with open(root / 'ImageSets/Segmentation/train.txt', 'a') as file:
        file.write('synth_00000001\n')


def same_image(root):
    (root / 'JPEGImages/synth_00000002.jpg').write_bytes(
        (root / 'JPEGImages/synth_00000000.jpg').read_bytes())


@pytest.mark.parametrize('spoil, words', [
    (spoil_label_id, 'label id 30, outside the 21 classes'),
    (spoil_size, f'is {WIDTH} x {HEIGHT} px, its labels are {WIDTH} x 23'),
    (spoil_labels_file, 'cannot be read'),
    (spoil_image, 'cannot be read'),
    (spoil_all_ignored, 'has no labelled pixel'),
    (spoil_colour, 'is a colour picture'),
    (remove, 'is missing'),
    (list_twice, 'is listed twice'),
    (same_image, 'is the same image as'),
])
def test_verify_finds(tmp_path, spoil, words):
    write(tmp_path, exporter(), SAMPLES)
    spoil(tmp_path)
    problems = exporter().verify(str(tmp_path)).problems
    assert len(problems) == 1
    assert words in problems[0]


def test_other_classes_are_refused_before_the_work():
    with pytest.raises(InputError, match='has 19 classes'):
        exporter(consumer=dict(type='mmseg.CityscapesDataset')
                 ).check_consumer()
    exporter().check_consumer()


def test_missing_folder_is_explained(tmp_path):
    with pytest.raises(InputError, match='cannot open'):
        exporter().verify(str(tmp_path / 'nothing'))
