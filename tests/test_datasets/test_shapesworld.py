"""ShapesWorld: what its labels promise, checked from the pixels."""

import hashlib
import json
import os.path as osp
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from mmflexgen.datasets.shapesworld.classes import (CLASSES, FOREGROUND,
                                                    HEAD, SEEN, TAIL, UNSEEN)
from mmflexgen.datasets.shapesworld.rasterize import rasterize
from mmflexgen.datasets.shapesworld.render import void_contours
from mmflexgen.datasets.shapesworld.world import ShapesWorld
from mmflexgen.datasets.shapesworld.writer import (WorldSettings,
                                                   sample_digest, write_world)
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

SMALL = WorldSettings(train_full=40, val=12, unlabelled=10, neon=6)


@pytest.fixture(scope='module')
def samples():
    world = ShapesWorld()
    return [world['val', i] for i in range(400)]


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, SMALL)
    return root


def polygon(*points):
    return np.array(points, dtype=np.float64)


def test_rasterize_exact_coverage():
    # A box of 2.5 x 1.25 pixels on an 8 px canvas, at a quarter pixel.
    box = polygon((1, 2), (3.5, 2), (3.5, 3.25), (1, 3.25)) / 8
    cover = rasterize([box], 8) / 16
    expected = np.zeros((8, 8))
    expected[2, 1:4] = (1, 1, .5)
    expected[3, 1:4] = (.25, .25, .125)
    np.testing.assert_allclose(cover, expected)


def test_rasterize_hole_union_and_truncation():
    outer = polygon((0, 0), (1, 0), (1, 1), (0, 1))
    inner = polygon((.25, .25), (.75, .25), (.75, .75), (.25, .75))
    assert rasterize([outer, inner[::-1]], 16).sum() == 16 * 16 * 16 * 3 / 4
    assert rasterize([outer, inner], 16).sum() == 16 * 16 * 16
    # Half of a box beyond the left edge, and one wholly outside.
    assert rasterize([outer - (.5, 0)], 16).sum() == 16 * 16 * 16 / 2
    assert rasterize([outer + (2, 0)], 16).sum() == 0
    assert rasterize([outer + (0, 2)], 16).sum() == 0


def test_rasterize_area_of_a_disc():
    angles = np.arange(256) / 256 * 2 * np.pi
    disc = 0.5 + 0.4 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    area = rasterize([disc], 64).sum() / (64 * 64 * 16)
    assert area == pytest.approx(np.pi * 0.16, rel=2e-3)


def test_same_world_on_every_machine():
    """The digest was made elsewhere: raise WORLD_VERSION with it."""
    digest = hashlib.sha256()
    for domain in ('day', 'neon'):
        world = ShapesWorld(seed=3, domain=domain)
        for index in (11, 0, 5):
            sample_digest(digest, world['train', index])
    assert digest.hexdigest()[:16] == '6310c02c6ea1f661'


def test_scenes_keep_their_promises(samples):
    counts = Counter(len(s.rendered.objects) for s in samples)
    assert set(counts) <= set(range(1, 7)) and {1, 2, 3, 4} <= set(counts)
    truncated = occluded = 0
    for sample in samples:
        rendered = sample.rendered
        image_area = rendered.ids.size
        seen = np.bincount(rendered.ids.ravel(),
                           minlength=len(rendered.objects) + 1)[1:]
        for index, (item, pixels) in enumerate(
                zip(rendered.objects, seen), 1):
            # The whole silhouette, on a canvas that truncates nothing.
            whole = rasterize([p / 2 + .25 for p in item.polygons],
                              128).sum() / 16
            assert 0.035 <= whole / image_area <= 0.31
            assert pixels >= 0.025 * image_area
            x0, y0, x1, y1 = item.bounds
            truncated += x0 < -0.01 or x1 > 1.01
            occluded += pixels < 0.9 * whole
            # Its depth is written where it is seen.
            own = rendered.ids == index
            assert (rendered.depth[own] == round(item.depth * 1000)).all()
    assert truncated > 10 and occluded > truncated


def test_looks_do_not_give_the_class_away(samples):
    """Chi-squared of colour and texture against class, p about 0.001."""
    objects = [o for s in samples for o in s.rendered.objects]
    for attribute in ('colour', 'texture'):
        values = sorted({getattr(o, attribute) for o in objects})
        table = np.zeros((len(FOREGROUND), len(values)))
        for item in objects:
            table[FOREGROUND.index(item.category),
                  values.index(getattr(item, attribute))] += 1
        expected = table.sum(1, keepdims=True) * table.sum(0) / table.sum()
        statistic = ((table - expected) ** 2 / expected).sum()
        freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
        assert statistic < freedom + 3.3 * np.sqrt(2 * freedom)


def test_depth_can_be_seen(samples):
    """Nearer objects stand lower and look larger."""
    objects = [o for s in samples for o in s.rendered.objects]
    depth = np.array([o.depth for o in objects])
    size = np.array([o.bounds[3] - o.bounds[1] for o in objects])
    base = np.array([o.base for o in objects])
    assert np.corrcoef(depth, size)[0, 1] < -0.6
    assert np.corrcoef(depth, base)[0, 1] < -0.6


def test_captions_name_the_scene(samples):
    for sample in samples:
        names = {o.category for o in sample.rendered.objects}
        assert len(sample.captions) == 5
        for text in sample.captions:
            words = text.replace(',', '').split()
            assert {w for w in words if w in FOREGROUND} == names
            assert not {'left', 'right'} & set(words)


def test_image_size_does_not_change_the_scene():
    small, large = ShapesWorld(size=64), ShapesWorld(size=128)
    for index in range(6):
        a = small['val', index].rendered.sem_seg
        b = large['val', index].rendered.sem_seg[::2, ::2]
        assert (a == b).mean() > 0.95


def test_keypoints_lie_on_the_figure(samples):
    on_figure = total = 0
    for sample in samples:
        rendered = sample.rendered
        for own, points in enumerate(rendered.keypoints, 1):
            if points is None:
                continue
            for x, y, visibility in points:
                if visibility == 2:
                    assert rendered.ids[y, x] == own
                total += 1
                on_figure += visibility == 2
    assert on_figure > 0.8 * total > 0


def test_void_contours_mark_every_boundary():
    label = np.zeros((6, 6), dtype=np.uint8)
    label[2:4, 2:4] = 3
    void = void_contours(label) == 255
    ring = np.zeros((6, 6), dtype=bool)
    ring[1:5, 2:4] = ring[2:4, 1:5] = True
    np.testing.assert_array_equal(void, ring)


def test_panoptic_labels_in_mmdet(folder):
    """Objects have the labels of the classes given, background the last."""
    things = CLASSES[1:]
    dataset = DATASETS.build(dict(
        type='mmdet.CocoPanopticDataset', data_root=str(folder),
        ann_file='annotations/panoptic_train_full.json',
        data_prefix=dict(img='JPEGImages',
                         seg='annotations/panoptic_train_full'),
        metainfo=dict(classes=(*things, 'background'), thing_classes=things,
                      stuff_classes=('background', )),
        pipeline=[dict(type='mmdet.LoadImageFromFile'),
                  dict(type='mmflexgen.LoadPanopticPNG')]))
    for index in range(0, 40, 8):
        loaded = dataset[index]
        label = np.array(Image.open(folder / 'SegmentationClass' /
                                    osp.basename(loaded['img_path'])))
        np.testing.assert_array_equal(
            loaded['gt_seg_map'], np.where(label == 0, 12, label - 1.))
        assert {int(i) + 1 for i in loaded['gt_bboxes_labels']} == set(
            np.unique(label)) - {0}


def test_disk_layout_read_by_its_readers(folder):
    lists = folder / 'ImageSets' / 'Segmentation'
    names = {p.stem: p.read_text().split() for p in lists.glob('*.txt')}
    assert names['labelled_40'] == names['train_full'][:40]
    coco = COCO(str(folder / 'annotations' / 'instances_train_full.json'))
    panoptic = json.loads((folder / 'annotations' /
                           'panoptic_train_full.json').read_text())
    assert len(coco.imgs) == 40
    for image_id, entry in zip(coco.imgs, panoptic['annotations']):
        name = coco.imgs[image_id]['file_name']
        label = np.array(Image.open(folder / 'SegmentationClass' / name))
        rebuilt = np.zeros_like(label)
        for annotation in coco.imgToAnns[image_id]:
            mask = coco.annToMask(annotation).astype(bool)
            assert mask.sum() == annotation['area']
            rebuilt[mask] = annotation['category_id']
        np.testing.assert_array_equal(rebuilt, label)
        png = np.array(Image.open(folder / 'annotations' /
                                  'panoptic_train_full' / name))
        lookup = np.zeros(256, dtype=np.uint8)
        for segment in entry['segments_info']:
            lookup[segment['id']] = segment['category_id']
            assert (png[..., 0] == segment['id']).sum() == segment['area']
        np.testing.assert_array_equal(lookup[png[..., 0]], label)
        depth = np.array(Image.open(folder / 'depth' / name))
        assert depth.dtype == np.uint16 and 1500 < depth.min()
        assert depth.max() <= 10000
    people = COCO(str(folder / 'annotations' /
                      'person_keypoints_train_full.json'))
    assert all(len(a['keypoints']) == 51 for a in people.anns.values())


def test_unlabelled_folder_is_an_imagefolder(folder):
    lines = (folder / 'unlabelled' /
             'metadata.jsonl').read_text().splitlines()
    assert len(lines) == 10
    for entry in map(json.loads, lines):
        image = np.array(Image.open(folder / 'unlabelled' /
                                    entry['file_name']))
        assert image.shape == (64, 64, 3)
        assert entry['text'] == entry['texts'][0]
        for box in entry['boxes']:
            x, y, w, h = box['bbox']
            assert 0 <= x < x + w <= 64 and 0 <= y < y + h <= 64


def test_class_splits():
    assert set(SEEN) | set(UNSEEN) == set(FOREGROUND) == set(HEAD) | set(TAIL)
    assert not set(SEEN) & set(UNSEEN) and not set(HEAD) & set(TAIL)
    assert len(UNSEEN) * 4 == len(FOREGROUND) == len(CLASSES) - 1


def test_seen_list_holds_no_unseen_class(folder):
    stems = (folder / 'ImageSets' / 'Segmentation' /
             'train_seen.txt').read_text().split()
    unseen = [CLASSES.index(name) for name in UNSEEN]
    assert 0 < len(stems) < 40
    for stem in stems:
        label = np.array(Image.open(folder / 'SegmentationClass' /
                                    f'{stem}.png'))
        assert not np.isin(unseen, label).any()


def test_repeat_is_quick_and_other_settings_are_refused(folder):
    before = (folder / 'dataset_info.json').stat().st_mtime_ns
    write_world(folder, SMALL)
    assert (folder / 'dataset_info.json').stat().st_mtime_ns == before
    with pytest.raises(InputError, match='seed 0 .asked: 1'):
        write_world(folder, WorldSettings(seed=1))


def test_unknown_domain_and_size_are_refused():
    with pytest.raises(ValueError, match="no domain 'noon'"):
        ShapesWorld(domain='noon')
    with pytest.raises(ValueError, match='32 or more'):
        ShapesWorld(size=16)


def test_tool_refuses_a_foreign_folder_in_one_sentence(folder):
    result = subprocess.run(
        [sys.executable, 'tools/dataset_converters/shapesworld.py',
         str(folder), '--seed', '5'], capture_output=True, text=True)
    assert result.returncode == 2
    assert result.stderr.count('\n') == 1 and 'seed' in result.stderr
