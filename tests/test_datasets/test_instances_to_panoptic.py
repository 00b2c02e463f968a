"""Objects of COCO as segments, against a search pixel by pixel."""

import json

import numpy as np
import pytest
from mmdet.structures.mask import BitmapMasks
from PIL import Image
from pycocotools import mask as mask_api

from mmflexgen.datasets.shapesworld.classes import FOREGROUND
from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.datasets.transforms.instances_to_panoptic import (
    InstancesToPanoptic)
from mmflexgen.datasets.transforms.pack_colour_map import PackColourMap
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError, register_all_modules

register_all_modules()
HEIGHT, WIDTH = 24, 32
LOAD = [dict(type='mmdet.LoadImageFromFile'),
        dict(type='mmdet.LoadAnnotations', with_bbox=True, with_mask=True)]


def results(masks, labels, crowd):
    """What LoadAnnotations leaves of objects."""
    masks = BitmapMasks([mask.astype(np.uint8) for mask in masks], HEIGHT,
                        WIDTH)
    return dict(img_path='a.png', gt_masks=masks,
                gt_bboxes=masks.get_bboxes('hbox'),
                gt_bboxes_labels=np.array(labels, np.int64),
                gt_ignore_flags=np.array(crowd, bool))


def box(x1, y1, x2, y2):
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[y1:y2, x1:x2] = True
    return mask


@pytest.fixture
def crowded():
    """Masks, labels and crowds of twelve boxes that overlap."""
    rng = np.random.default_rng(3)
    masks = []
    for _ in range(12):
        x, y = rng.integers(0, 24), rng.integers(0, 18)
        masks.append(box(x, y, x + rng.integers(3, 16),
                         y + rng.integers(3, 12)))
    # One is hidden by two others, which are smaller than it.
    masks += [box(0, 0, 8, 4), box(0, 0, 4, 4), box(4, 0, 8, 4)]
    return masks, rng.integers(0, 4, 15), np.arange(15) % 5 == 1


@pytest.mark.parametrize('background', [None, 4])
def test_the_smallest_is_on_top_of_every_pixel(crowded, background):
    masks, labels, crowd = crowded
    areas = [mask.sum() for mask in masks]
    found = InstancesToPanoptic(background)(results(*crowded))
    shown = set()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            here = [index for index in range(15)
                    if masks[index][y, x] and not crowd[index]]
            if here:
                top = min(here, key=lambda index: (areas[index], -index))
                shown.add(top)
                expected = labels[top]
            elif any(masks[index][y, x] for index in np.flatnonzero(crowd)):
                expected = 255
            else:
                expected = 255 if background is None else background
            assert found['gt_seg_map'][y, x] == expected, (x, y)
    assert 12 not in shown and len(shown) > 6
    seen = found['gt_masks'].masks
    assert found['gt_bboxes_labels'].tolist() == labels[sorted(shown)].tolist()
    assert len(seen) == len(found['gt_ignore_flags']) == len(shown)
    assert not found['gt_ignore_flags'].any()
    assert seen.sum(0).max() == 1
    for mask, index, corners in zip(seen, sorted(shown),
                                    found['gt_bboxes'].tensor.tolist()):
        assert not (mask.astype(bool) & ~masks[index]).any()
        rows, columns = np.nonzero(mask)
        assert corners == [columns.min(), rows.min(), columns.max() + 1,
                           rows.max() + 1]
        assert (found['gt_seg_map'][mask > 0] == labels[index]).all()


@pytest.fixture
def coco(tmp_path):
    """A file of two images: a dog on a sofa in the first, a person in a
    crowd of persons and a box without pixels; nothing in the second."""
    crowd = mask_api.encode(np.asfortranarray(box(0, 0, 32, 6), np.uint8))
    crowd['counts'] = crowd['counts'].decode()
    objects = [
        dict(category_id=18, segmentation=[[8, 10, 16, 10, 16, 20, 8, 20]],
             bbox=[8, 10, 8, 10], area=80),
        dict(category_id=63, segmentation=[[4, 8, 28, 8, 28, 22, 4, 22]],
             bbox=[4, 8, 24, 14], area=336),
        dict(category_id=1, segmentation=crowd, iscrowd=1,
             bbox=[0, 0, 32, 6], area=192),
        dict(category_id=1, segmentation=[[2, 2, 6, 2, 6, 8, 2, 8]],
             bbox=[2, 2, 4, 6], area=24),
        # As mmdet does, an outline of two points is no object.
        dict(category_id=18, segmentation=[[1, 1, 2, 2]],
             bbox=[1, 1, 2, 2], area=4)]
    for name in ('a', 'b'):
        Image.new('RGB', (WIDTH, HEIGHT)).save(tmp_path / f'{name}.jpg')
    path = tmp_path / 'instances.json'
    path.write_text(json.dumps(dict(
        images=[dict(id=index, file_name=f'{name}.jpg', height=HEIGHT,
                     width=WIDTH) for index, name in enumerate('ab')],
        annotations=[dict(dict(id=index, image_id=0, iscrowd=0), **each)
                     for index, each in enumerate(objects)],
        categories=[dict(id=number, name=name) for number, name in (
            (1, 'person'), (18, 'dog'), (63, 'couch'))])))
    return dict(
        type='mmdet.CocoDataset', data_root=str(tmp_path),
        ann_file='instances.json', data_prefix=dict(img=''),
        metainfo=dict(classes=('person', 'dog', 'couch')))


@pytest.mark.parametrize('poly2mask', [True, False])
def test_objects_of_a_file(coco, poly2mask):
    """Outlines that mmdet keeps as such are drawn, too."""
    loader = dict(LOAD[1], poly2mask=poly2mask)
    found = DATASETS.build(dict(coco, pipeline=[
        LOAD[0], loader,
        dict(type='mmflexgen.InstancesToPanoptic', background=3)]))[0]
    seg = found['gt_seg_map']
    assert seg[15, 12] == 1 and seg[15, 20] == 2  # the dog and the sofa
    assert seg[4, 4] == 0 and seg[23, 31] == 3
    # mmdet leaves out a crowd where it does not draw masks.
    assert seg[1, 31] == (255 if poly2mask else 3)
    assert found['gt_bboxes_labels'].tolist() == [1, 2, 0]
    areas = found['gt_masks'].masks.sum((1, 2))
    assert areas.tolist() == [80, 336 - 80, 24]


def test_an_image_without_objects(coco):
    codec = dict(type='mmflexgen.ColourCodec', num_classes=4, num_things=3,
                 edge=True)
    dataset = DATASETS.build(dict(coco, pipeline=[
        *LOAD, dict(type='mmflexgen.InstancesToPanoptic', background=3),
        dict(type='mmdet.RandomFlip', prob=1.),
        dict(type='mmdet.Resize', scale=(64, 48)),
        dict(type='mmflexgen.CentreCropObjects', crop_size=(32, 32)),
        dict(type='mmflexgen.PackColourMap', codec=codec)]))
    sample = dataset[1]['data_samples']
    assert sample.segments == [dict(id=1, label=3)]
    assert (sample.panoptic == 1).all()
    # The other one goes the same way.
    labels = [part['label'] for part in dataset[0]['data_samples'].segments]
    assert sorted(labels) == [1, 2, 3]
    no_background = InstancesToPanoptic()(results(
        np.zeros((0, HEIGHT, WIDTH)), [], []))
    assert (no_background['gt_seg_map'] == 255).all()
    assert no_background['gt_masks'].masks.shape == (0, HEIGHT, WIDTH)
    assert no_background['gt_bboxes'].tensor.shape == (0, 4)


def test_shapesworld_is_drawn_as_its_panoptic_labels_are(tmp_path):
    """Its masks are those of what is seen: no order is left to choose."""
    write_world(tmp_path, WorldSettings(train_full=12, val=2, unlabelled=2,
                                        neon=2))
    codec = dict(type='mmflexgen.ColourCodec', num_classes=13, num_things=12,
                 edge=True)
    common = dict(data_root=str(tmp_path))
    end = dict(type='mmflexgen.PackColourMap', codec=codec)
    panoptic = DATASETS.build(dict(
        common, type='mmdet.CocoPanopticDataset',
        ann_file='annotations/panoptic_train_full.json',
        data_prefix=dict(img='JPEGImages',
                         seg='annotations/panoptic_train_full'),
        metainfo=dict(classes=(*FOREGROUND, 'background'),
                      thing_classes=FOREGROUND,
                      stuff_classes=('background', )),
        pipeline=[LOAD[0], dict(type='mmflexgen.LoadPanopticPNG'), end]))
    objects = DATASETS.build(dict(
        common, type='mmdet.CocoDataset',
        ann_file='annotations/instances_train_full.json',
        data_prefix=dict(img='JPEGImages'),
        metainfo=dict(classes=FOREGROUND),
        pipeline=[*LOAD, dict(type='mmflexgen.InstancesToPanoptic',
                              background=12), end]))
    assert len(panoptic) == len(objects) == 12
    number = 0
    for one, other in zip(panoptic, objects):
        one, other = one['data_samples'], other['data_samples']
        assert one.img_path == other.img_path
        assert one.segments == other.segments
        assert np.array_equal(one.panoptic, other.panoptic)
        assert one.colour_map.equal(other.colour_map)
        number += len(one.segments) - 1
    assert number > 20


def test_bad_input(coco):
    with pytest.raises(InputError, match='from 0 to 254'):
        InstancesToPanoptic(255)
    with pytest.raises(InputError, match='no gt_masks for the image .*a.jpg'):
        DATASETS.build(dict(coco, pipeline=[
            LOAD[0], dict(type='mmdet.LoadAnnotations', with_bbox=True),
            dict(type='mmflexgen.InstancesToPanoptic')]))[0]
    with pytest.raises(InputError, match='object of label 2, but .* below 2'):
        InstancesToPanoptic(2)(results([box(0, 0, 4, 4)], [2], [0]))
    with pytest.raises(InputError, match='InstancesToPanoptic'):
        PackColourMap(dict(type='mmflexgen.ColourCodec', num_classes=3))(
            dict(img_path='a', img=np.zeros((8, 8, 3), np.uint8)))
