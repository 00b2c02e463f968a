"""COCO instances and keypoints, read back by mmdet and pycocotools."""

import contextlib
import io
import json
import tracemalloc

import numpy as np
import pytest
from exporter_samples import (HEIGHT, THINGS, WIDTH, assert_same_fields,
                              instances, write)
from mmdet.datasets import CocoDataset
from mmdet.datasets.transforms import LoadAnnotations
from PIL import Image
from pycocotools import mask as mask_api
from pycocotools.coco import COCO
from shapely.geometry import Polygon

from mmflexgen.exporters.coco_instance import COCOInstanceExporter
from mmflexgen.exporters.polygons import mask_to_polygons
from mmflexgen.utils import InputError

META = dict(thing_classes=THINGS,
            keypoints=tuple(f'joint {index}' for index in range(17)),
            skeleton=((1, 2), (2, 3)))
SAMPLES = [instances(index) for index in range(3)]
FILE = 'annotations/instances_train.json'


def rasterise(polygons, height, width):
    return mask_api.decode(mask_api.merge(
        mask_api.frPyObjects(polygons, height, width))).astype(bool)


@pytest.mark.parametrize('density', [0.05, 0.3, 0.6, 0.95, 1.0])
def test_polygons_give_any_mask_back(density):
    rng = np.random.default_rng(round(100 * density))
    for _ in range(40):
        height, width = rng.integers(1, 20, 2).tolist()
        mask = rng.random((height, width)) < density
        polygons = mask_to_polygons(mask)
        if not mask.any():
            assert polygons == []
            continue
        assert (rasterise(polygons, height, width) == mask).all()


def test_polygons_survive_how_mmdet_crops():
    """``PolygonMasks.crop`` mends each polygon with buffer(0) at first."""
    rng = np.random.default_rng(0)
    for density in (0.3, 0.6, 0.8, 0.95):
        for polygon in mask_to_polygons(rng.random((20, 20)) < density):
            area = Polygon(np.reshape(polygon, (-1, 2))).buffer(0.0).area
            assert area == rasterise([polygon], 20, 20).sum()


def test_polygon_of_a_rectangle_is_its_four_corners():
    mask = np.zeros((10, 10), bool)
    mask[2:5, 3:9] = True
    (polygon, ) = mask_to_polygons(mask)
    corners = {tuple(point) for point in np.reshape(polygon, (-1, 2))}
    assert corners == {(3, 2), (9, 2), (9, 5), (3, 5)}
    assert len(polygon) == 8


@pytest.mark.parametrize('options', [
    dict(), dict(masks=False, scores=False, keypoints=False)])
@pytest.mark.parametrize('index', [0, 1])
def test_objects_come_back_exactly(options, index):
    exporter = COCOInstanceExporter(META, img_suffix='.png')
    sample = instances(index, **options)
    contents = exporter.encode(sample)
    assert contents == exporter.encode(instances(index, **options))
    decoded = exporter.decode(contents)
    assert (decoded['image'] == sample.image).all()
    assert_same_fields(decoded['instances'], sample.instances)


@pytest.mark.parametrize('masks, poly2mask', [
    ('polygon', True), ('polygon', False), ('rle', True)])
def test_stock_dataset_reads_it(tmp_path, masks, poly2mask):
    exporter = COCOInstanceExporter(META, masks=masks,
                                    category_ids=(17, 3, 1))
    write(tmp_path, exporter, SAMPLES)
    dataset = CocoDataset(
        data_root=str(tmp_path), ann_file=FILE, data_prefix=dict(img='train'),
        metainfo=dict(classes=THINGS),
        pipeline=[dict(type='LoadImageFromFile'),
                  LoadAnnotations(with_bbox=True, with_mask=True,
                                  poly2mask=poly2mask)])
    assert len(dataset) == 3
    for index, sample in enumerate(SAMPLES):
        loaded, written = dataset[index], sample.instances
        assert loaded['img'].shape == (HEIGHT, WIDTH, 3)
        assert (loaded['gt_bboxes_labels'] == written.labels).all()
        assert (loaded['gt_bboxes'].tensor.numpy() == written.bboxes).all()
        assert (loaded['gt_masks'].to_ndarray() == written.masks).all()
        assert not loaded['gt_ignore_flags'].any()


def test_the_file_itself(tmp_path):
    write(tmp_path, COCOInstanceExporter(META), SAMPLES)
    found = json.loads((tmp_path / FILE).read_text())
    assert [item['name'] for item in found['categories']] == list(THINGS)
    assert [item['id'] for item in found['images']] == [0, 1, 2]
    annotations = found['annotations']
    assert [item['id'] for item in annotations] == [1, 2, 3, 4, 5, 6]
    areas = [mask.sum() for sample in SAMPLES
             for mask in sample.instances.masks]
    assert [item['area'] for item in annotations] == areas
    write(tmp_path, COCOInstanceExporter(META, masks='rle'), SAMPLES)
    found = json.loads((tmp_path / FILE).read_text())
    masks = [mask for sample in SAMPLES for mask in sample.instances.masks]
    for annotation, mask in zip(found['annotations'], masks, strict=True):
        np.testing.assert_array_equal(
            mask_api.decode(annotation['segmentation']), mask)


@pytest.mark.parametrize('masks, kind', [('polygon', 'polygon'),
                                         ('rle', 'RLE')])
def test_verify_reports_the_round_trip(tmp_path, masks, kind):
    exporter = COCOInstanceExporter(META, masks=masks,
                                    keypoint_class='person')
    exporter.check_consumer()
    write(tmp_path, exporter, SAMPLES)
    found = exporter.verify(str(tmp_path))
    assert (found.consumer, found.samples, found.problems) == (
        'CocoDataset', 3, [])
    assert found.objects == dict(cat=2, ring=2, person=2)
    assert found.figures == {f'{kind} round-trip IoU, mean': 1.0,
                             f'{kind} round-trip IoU, lowest': 1.0}
    assert f'{kind} round-trip IoU, mean: 1.0000' in found.sentences()


def test_boxes_alone(tmp_path):
    exporter = COCOInstanceExporter(META)
    write(tmp_path, exporter, [
        instances(index, masks=False, keypoints=False) for index in range(3)])
    found = exporter.verify(str(tmp_path))
    assert (found.samples, found.problems, found.figures) == (3, [], {})
    item = json.loads((tmp_path / FILE).read_text())['annotations'][1]
    assert 'segmentation' not in item
    assert item['area'] == item['bbox'][2] * item['bbox'][3]


def test_a_set_without_an_object_is_read(tmp_path):
    """As decoders that are not sure of anything leave it."""
    samples = [instances(index) for index in range(2)]
    for sample in samples:
        sample.instances = sample.instances[:0]
    exporter = COCOInstanceExporter(META, keypoint_class=THINGS[0])
    write(tmp_path, exporter, samples)
    found = exporter.verify(str(tmp_path))
    assert found.samples == 2 and not found.objects and not found.figures
    assert found.problems == []


def test_keypoints_are_pycocotools(tmp_path):
    exporter = COCOInstanceExporter(META, keypoint_class='person')
    write(tmp_path, exporter, SAMPLES)
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(tmp_path / 'annotations/person_keypoints_train.json'))
    assert coco.loadCats(coco.getCatIds('person'))[0]['skeleton'] == [
        [1, 2], [2, 3]]
    found = coco.loadAnns(coco.getAnnIds())
    assert [item['image_id'] for item in found] == [0, 2]
    for item in found:
        written = SAMPLES[item['image_id']].instances.keypoints[2]
        assert np.float32(item['keypoints']).reshape(17, 3).tolist() == (
            written.tolist())
        assert item['num_keypoints'] == 17


def spoil(root, change, file=FILE):
    content = json.loads((root / file).read_text())
    change(content, content['annotations'][0])
    (root / file).write_text(json.dumps(content))


@pytest.mark.parametrize('change, words', [
    (lambda all, one: one['segmentation'][0].pop(), 'broken polygon'),
    (lambda all, one: one.update(segmentation=[[1, 1, 2, 2, 3, 3]]),
     'on one line'),
    (lambda all, one: one['segmentation'][0].__setitem__(0, float('nan')),
     'not a number'),
    (lambda all, one: one['segmentation'][0].__setitem__(0, 400),
     'polygon that leaves the image'),
    (lambda all, one: one.update(segmentation=[]), 'empty mask'),
    (lambda all, one: one.update(bbox=[3, 2, 0.5, 9]), 'mmdet drops it'),
    (lambda all, one: one.update(bbox=[3, 2, 90, 9]),
     'box that leaves the image'),
    (lambda all, one: one.update(category_id=77), 'category id 77'),
    (lambda all, one: one.update(image_id=77), 'image 77, which is not in'),
    (lambda all, one: one.update(id=2), 'annotation id 2 occurs 2 times'),
    (lambda all, _: all['images'].append(all['images'][0]),
     'image id 0 occurs 2 times'),
    (lambda all, _: all['images'][1].update(file_name='no.jpg'),
     'no.jpg is missing'),
    (lambda all, _: all['images'][1].update(
        file_name=all['images'][0]['file_name']), 'is listed twice'),
    (lambda all, _: all['images'][1].update(width=31),
     'its annotations are for 31 x 24'),
    (lambda all, one: one.update(category_id=2), 'reads other objects'),
    (lambda all, one: all['categories'].reverse(), 'another order'),
    (lambda all, one: all['categories'][1].update(name='hoop'),
     "the first is 'hoop'"),
    (lambda all, one: one.update(segmentation=dict(size=[3, 3], counts='1')),
     'RLE of size [3, 3]'),
    (lambda all, one: one.pop('segmentation'), '1 of 6 objects have no mask'),
])
def test_verify_finds(tmp_path, change, words):
    exporter = COCOInstanceExporter(META)
    write(tmp_path, exporter, SAMPLES)
    spoil(tmp_path, change)
    problems = exporter.verify(str(tmp_path)).problems
    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize('change, words', [
    (lambda all, one: one['keypoints'].pop(), '50 keypoint values, not 51'),
    (lambda all, one: one['keypoints'].__setitem__(2, 3), 'visibility'),
    (lambda all, one: one['keypoints'].__setitem__(0, 60.0),
     'outside the image'),
    (lambda all, one: one.update(num_keypoints=3), '17 are labelled'),
])
def test_verify_finds_in_keypoints(tmp_path, change, words):
    exporter = COCOInstanceExporter(META, keypoint_class='person')
    write(tmp_path, exporter, SAMPLES)
    spoil(tmp_path, change, 'annotations/person_keypoints_train.json')
    (problem, ) = exporter.verify(str(tmp_path)).problems
    assert words in problem


def test_verify_finds_a_truncated_image(tmp_path):
    exporter = COCOInstanceExporter(META)
    write(tmp_path, exporter, SAMPLES)
    torn = tmp_path / 'train/synth_00000001.jpg'
    torn.write_bytes(torn.read_bytes()[:-400])
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(
        tmp_path / 'train/synth_00000002.jpg')
    one, two = exporter.verify(str(tmp_path)).problems
    assert 'cannot be read' in one
    assert 'is 9 x 9 px' in two


def test_empty_masks_are_refused():
    sample = instances(0)
    sample.instances.masks[1] = False
    with pytest.raises(InputError, match='object 1 has an empty mask'):
        COCOInstanceExporter(META).encode(sample)


@pytest.mark.parametrize('joints, words', [(0, 'shape None'),
                                           (5, r'\(3, 5, 3\)')])
def test_other_keypoints_are_refused(joints, words):
    sample = instances(0, keypoints=False)
    if joints:
        sample.instances.keypoints = np.zeros((3, joints, 3), np.float32)
    with pytest.raises(InputError, match=words):
        COCOInstanceExporter(META, keypoint_class='person').encode(sample)


@pytest.mark.parametrize('options, words', [
    (dict(masks='bitmap'), "'bitmap'"),
    (dict(category_ids=(1, 2, 2)), '2 different ids for 3'),
    (dict(keypoint_class='dog'), "'dog', none of the thing classes"),
    (dict(img_suffix='.gif'), "'.gif'"),
])
def test_bad_settings_are_refused(options, words):
    with pytest.raises(InputError, match=words):
        COCOInstanceExporter(META, **options)


def test_keypoints_without_names_are_refused():
    with pytest.raises(InputError, match="does not name its 'keypoints'"):
        COCOInstanceExporter(dict(thing_classes=THINGS),
                             keypoint_class='person')


def test_other_classes_are_refused_before_the_work():
    exporter = COCOInstanceExporter(META, consumer=dict(
        type='mmdet.CocoDataset', metainfo=CocoDataset.METAINFO))
    with pytest.raises(InputError, match='has 80 classes'):
        exporter.check_consumer()


def test_memory_of_finalising_does_not_grow(tmp_path):
    exporter = COCOInstanceExporter(META, keypoint_class='person')
    data = exporter.encode(SAMPLES[0])['instances']
    (tmp_path / 'annotations/instances_train').mkdir(parents=True)
    same = tmp_path / exporter.files(0)['instances']
    same.write_bytes(data)

    def peak(count):
        # One document stands for all: only the number of lines grows.
        exporter.files = lambda index: dict(
            image=f'train/{index}.jpg',
            instances='annotations/instances_train/synth_00000000.json')
        tracemalloc.start()
        for pieces in exporter.finalise(
                tmp_path,
                lambda: (dict(id=i) for i in range(count))).values():
            for _ in pieces:
                pass
        result = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return result

    peak(5)  # what is loaded once
    assert peak(600) <= 1.2 * peak(60)
