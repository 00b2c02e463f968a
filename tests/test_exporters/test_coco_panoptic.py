"""COCO panoptic, read back by mmdet."""

import json
import sys
from types import ModuleType

import numpy as np
import pytest
from exporter_samples import THINGS, panoptic, write
from mmdet.datasets import CocoPanopticDataset
from PIL import Image

from mmflexgen.exporters.coco_panoptic import COCOPanopticExporter
from mmflexgen.exporters.panoptic_sample import stored_id
from mmflexgen.utils import InputError

META = dict(thing_classes=THINGS, stuff_classes=('ground', 'sky'))
SAMPLES = [panoptic(index) for index in range(3)]
FILE = 'annotations/panoptic_train.json'
# label of each segment of a sample, by its id
LABELS = {item['id']: item['label'] for item in SAMPLES[0].segments}


@pytest.fixture
def panopticapi(monkeypatch):
    """Its one function that mmdet's loader uses; it is not on PyPI."""
    package, utils = ModuleType('panopticapi'), ModuleType('panopticapi.utils')
    package.utils = utils
    utils.rgb2id = lambda rgb: (
        np.int64(rgb[..., 0]) + 256 * np.int64(rgb[..., 1])
        + 65536 * np.int64(rgb[..., 2]))
    monkeypatch.setitem(sys.modules, 'panopticapi', package)
    monkeypatch.setitem(sys.modules, 'panopticapi.utils', utils)


def test_segments_come_back_exactly():
    exporter = COCOPanopticExporter(META, img_suffix='.png')
    for index, sample in enumerate(SAMPLES):
        contents = exporter.encode(sample)
        assert contents == exporter.encode(panoptic(index))
        decoded = exporter.decode(contents)
        assert decoded['panoptic'].dtype == np.int32
        assert (decoded['panoptic'] == sample.panoptic).all()
        assert decoded['segments'] == sample.segments
        assert (decoded['image'] == sample.image).all()


def test_ids_do_not_recur_in_other_images():
    ids = [stored_id(sample, index) for sample in (0, 1, 2, 262142)
           for index in range(64)]
    assert len(set(ids)) == len(ids)
    assert min(ids) == 1 and max(ids) < 256**3
    assert 0 < stored_id(10**9, 63) < 256**3


@pytest.mark.parametrize('loader', ['mmdet.LoadPanopticAnnotations',
                                    'mmflexgen.LoadPanopticPNG'])
def test_stock_dataset_reads_it(tmp_path, panopticapi, loader):
    exporter = COCOPanopticExporter(META, category_ids=(5, 4, 3, 200, 100))
    write(tmp_path, exporter, SAMPLES)
    dataset = CocoPanopticDataset(
        data_root=str(tmp_path), ann_file=FILE,
        data_prefix=dict(img='train', seg='annotations/panoptic_train'),
        metainfo=dict(classes=THINGS + ('ground', 'sky'),
                      thing_classes=THINGS, stuff_classes=('ground', 'sky')),
        pipeline=[dict(type='LoadImageFromFile'), dict(type=loader)])
    assert len(dataset) == 3
    for index, sample in enumerate(SAMPLES):
        loaded = dataset[index]
        expected = np.full(sample.panoptic.shape, 255)
        for number, label in LABELS.items():
            expected[sample.panoptic == number] = label
        assert (loaded['gt_seg_map'] == expected).all()
        assert loaded['gt_bboxes_labels'].tolist() == [0, 0]
        cats = np.stack([sample.panoptic == 2, sample.panoptic == 70000])
        assert (loaded['gt_masks'].masks == cats).all()
        assert loaded['gt_bboxes'].tensor[1].tolist() == [4, 3, 12, 14]


def test_verify_counts(tmp_path):
    exporter = COCOPanopticExporter(META)
    exporter.check_consumer()
    write(tmp_path, exporter, SAMPLES)
    found = exporter.verify(str(tmp_path))
    assert (found.consumer, found.samples, found.problems) == (
        'CocoPanopticDataset', 3, [])
    assert found.objects == dict(cat=6, ground=3, sky=3)
    assert found.pixels['ignore'] == sum(
        int((sample.panoptic == 0).sum()) for sample in SAMPLES)


def change_file(change):

    def spoil(root):
        content = json.loads((root / FILE).read_text())
        change(content, content['annotations'][0]['segments_info'])
        (root / FILE).write_text(json.dumps(content))

    return spoil


def blacken(root):
    path = root / 'annotations/panoptic_train/synth_00000000.png'
    picture = np.array(Image.open(path))
    picture[3:14, 4:12] = (9, 9, 9)
    Image.fromarray(picture).save(path)


def remove(root):
    (root / 'annotations/panoptic_train/synth_00000001.png').unlink()


def shrink(root):
    path = root / 'annotations/panoptic_train/synth_00000001.png'
    Image.fromarray(np.array(Image.open(path))[:-1]).save(path)


@pytest.mark.parametrize('spoil, words', [
    (blacken, 'holds the segment 592137, which is not listed'),
    (blacken, 'has 0 pixels, but its area is given as 88'),
    (remove, 'synth_00000001.png is missing'),
    (shrink, 'its labels are 32 x 23'),
    (change_file(lambda all, segments: segments[0].update(area=7)),
     'area is given as 7'),
    (change_file(lambda all, segments: segments.clear()), 'has no segment'),
    (change_file(lambda all, segments: segments[1].update(
        id=segments[0]['id'])), 'segment id 1 occurs 2 times'),
    (change_file(lambda all, segments: segments[1].update(category_id=9)),
     'category id 9, outside the categories'),
    (change_file(lambda all, _: all['annotations'].pop()),
     'synth_00000002.jpg has no annotation'),
    (change_file(lambda all, _: all['annotations'][0].update(image_id=5)),
     'belongs to image 5, which is not in the file'),
    (change_file(lambda all, _: all['annotations'][0].update(
        file_name='other.png')), 'but mmdet reads synth_00000000.png'),
    (change_file(lambda all, _: all['categories'][0].pop('isthing')),
     "category 'cat' lacks isthing"),
])
def test_verify_finds(tmp_path, spoil, words):
    exporter = COCOPanopticExporter(META)
    write(tmp_path, exporter, SAMPLES)
    spoil(tmp_path)
    problems = exporter.verify(str(tmp_path)).problems
    assert any(words in problem for problem in problems), problems


def not_listed(sample):
    sample.segments.pop()


def listed_twice(sample):
    sample.segments.append(sample.segments[0])


def other_label(sample):
    sample.segments[0]['label'] = 5


@pytest.mark.parametrize('change, words', [
    (not_listed, r'holds the segments \[2, 7, 300, 70000\], but'),
    (listed_twice, 'must list each once'),
    (other_label, 'label 5, outside'),
])
def test_bad_samples_are_refused(change, words):
    sample = panoptic(0)
    change(sample)
    with pytest.raises(InputError, match=words):
        COCOPanopticExporter(META).encode(sample)
