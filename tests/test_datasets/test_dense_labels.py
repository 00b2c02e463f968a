"""Keypoints, depth and saliency through the stock transforms."""

import json

import numpy as np
import pytest
from mmcv.transforms import Compose
from mmengine.registry import init_default_scope
from PIL import Image
from pycocotools.coco import COCO

from mmflexgen.datasets.coco_keypoints_dataset import mirror_order
from mmflexgen.datasets.shapesworld.classes import FOREGROUND, KEYPOINTS
from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

WORLD = WorldSettings(train_full=24, val=1, unlabelled=1, neon=1)


@pytest.fixture(scope='module')
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, WORLD)
    return root


def _keypoints(root, pipeline=(), **kwargs):
    init_default_scope('mmdet')
    return DATASETS.build(dict(
        type='mmflexgen.CocoKeypointsDataset', data_root=str(root),
        ann_file='annotations/person_keypoints_train_full.json',
        data_prefix=dict(img='JPEGImages'),
        metainfo=dict(classes=FOREGROUND), pipeline=list(pipeline),
        **kwargs))


def test_persons_are_read_as_pycocotools_does(world):
    coco = COCO(world / 'annotations/person_keypoints_train_full.json')
    single = [image for image, found in coco.imgToAnns.items()
              if len(found) == 1 and found[0]['num_keypoints']]
    assert len(_keypoints(world)) == WORLD.train_full
    dataset = _keypoints(world, single_person=True)
    assert [info['img_id'] for info in dataset] == sorted(single)
    for info in dataset:
        person, = info['instances']
        truth, = coco.imgToAnns[info['img_id']]
        assert person['keypoints'] == truth['keypoints']
        x, y, width, height = truth['bbox']
        assert person['bbox'] == [x, y, x + width, y + height]
        assert FOREGROUND[person['bbox_label']] == 'figure'
    first = _keypoints(world, single_person=True, indices=2)
    assert [info['img_id'] for info in first] == sorted(single)[:2]


def test_other_joints_are_named(world, tmp_path):
    def build(**kwargs):
        DATASETS.build(dict(type='mmflexgen.CocoKeypointsDataset',
                            data_prefix=dict(img=''), **kwargs))

    with pytest.raises(InputError, match="'figure' .* has 17 joints .nose, "):
        build(data_root=str(world),
              ann_file='annotations/person_keypoints_train_full.json',
              metainfo=dict(classes=FOREGROUND, keypoints=['nose']))
    path = tmp_path / 'empty.json'
    path.write_text(json.dumps(dict(images=[], annotations=[],
                                    categories=[])))
    with pytest.raises(InputError, match='has no image to train on'):
        build(ann_file=str(path))


def _record(points, box, size):
    """What the dataset gives for one person, and its image: a spot on each
    joint, in a colour channel per joint."""
    image = np.zeros((*size, 3), np.uint8)
    for channel, (x, y, _) in enumerate(points):
        image[y, x, channel] = 255
    return dict(
        img=image, img_shape=size, ori_shape=size, img_path='a.png',
        flip_indices=[0, 2, 1], instances=[dict(
            bbox=box, bbox_label=4, area=500.,
            keypoints=np.ravel(points).tolist())])


def _run(steps, record):
    init_default_scope('mmdet')
    return Compose([*steps, dict(type='mmflexgen.PackPoseInputs')])(record)


def _spots(packed):
    """Centre of the light per channel (3, 2), x and y."""
    light = packed['inputs'].numpy().astype(float)
    rows, columns = np.mgrid[:light.shape[1], :light.shape[2]]
    total = light.sum((1, 2))
    return np.stack([(light * columns).sum((1, 2)) / total,
                     (light * rows).sum((1, 2)) / total], 1)


POINTS = [(20, 10, 2), (14, 30, 1), (33, 25, 2)]


def test_a_flip_swaps_left_and_right_joints():
    record = _record(POINTS, [10, 5, 38, 36], (48, 64))
    packed = _run([dict(type='RandomFlip', prob=1.0)], record)
    person = packed['data_samples'].gt_instances
    np.testing.assert_allclose(person.keypoints.numpy()[0], [
        [63 - 20, 10, 2], [63 - 33, 25, 2], [63 - 14, 30, 1]], atol=1e-4)
    # The light has moved with the joints, whose places are now swapped.
    np.testing.assert_allclose(
        _spots(packed)[[0, 2, 1]], person.keypoints.numpy()[0, :, :2],
        atol=1e-4)
    assert person.bboxes.tolist() == [[64 - 38, 5, 64 - 10, 36]]
    assert person.labels.tolist() == [4]


def test_joints_follow_the_image_through_any_transforms():
    np.random.seed(1)
    record = _record(POINTS, [10, 5, 38, 36], (48, 64))
    packed = _run([
        dict(type='Resize', scale=(128, 96), keep_ratio=True),
        dict(type='RandomFlip', prob=1.0),
        dict(type='Rotate', prob=1.0, min_mag=15.0, max_mag=15.0,
             img_border_value=0),
        dict(type='RandomCrop', crop_size=(120, 92)),
    ], record)
    assert packed['inputs'].shape[1:] == (92, 120)
    person = packed['data_samples'].gt_instances
    assert (person.keypoints[0, :, 2] > 0).all()
    # mmdet rotates in pixel centres and scales in edges, half a pixel apart.
    assert np.abs(_spots(packed)[[0, 2, 1]]
                  - person.keypoints.numpy()[0, :, :2]).max() < 0.5


def test_joints_outside_a_crop_are_unlabelled():
    record = _record(POINTS, [10, 5, 38, 36], (48, 64))
    # Keep x from 16 and y up to 28: the second joint is left of it.
    record.update(
        img=record['img'][:28, 16:], img_shape=(28, 48),
        homography_matrix=np.float32([[1, 0, -16], [0, 1, 0], [0, 0, 1]]))
    cut = _run([], record)['data_samples'].gt_instances
    np.testing.assert_allclose(cut.keypoints.numpy()[0], [
        [4, 10, 2], [0, 0, 0], [17, 25, 2]], atol=1e-4)
    assert cut.bboxes.tolist() == [[0, 5, 22, 28]]


def _shapesworld(root, pipeline, **prefix):
    init_default_scope('mmseg')
    return DATASETS.build(dict(
        type='mmflexgen.ShapesWorldDataset', data_root=str(root),
        ann_file='ImageSets/Segmentation/train_full.txt',
        data_prefix=dict(img_path='JPEGImages',
                         seg_map_path='SegmentationClass', **prefix),
        pipeline=pipeline))


def test_depth_and_saliency_follow_the_label_map(world):
    """Label maps are resized, cut and flipped alike: their values meet at a
    pixel only if they do on disk."""
    np.random.seed(0)
    dataset = _shapesworld(world, [
        dict(type='mmflexgen.LoadCheckedImage'),
        dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
        dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3),
        dict(type='mmflexgen.LoadSaliency', path_key='saliency_path'),
        dict(type='RandomResize', scale=(64, 64), ratio_range=(1.2, 1.5),
             keep_ratio=True),
        dict(type='RandomCrop', crop_size=(48, 56)),
        dict(type='RandomFlip', prob=1.0),
        dict(type='mmflexgen.PackSaliencyInputs',
             meta_keys=('img_path', 'depth_map_path', 'saliency_path',
                        'seg_map_path'))
    ], depth_map_path='depth', saliency_path='saliency')
    for index in range(4):
        sample = dataset[index]['data_samples']
        for maps in (sample.gt_sem_seg, sample.gt_depth_map,
                     sample.gt_saliency):
            assert maps.data.shape == (1, 48, 56)
        # The triples of values that occur are those on disk.
        disk = [np.asarray(Image.open(sample.get(key))) for key in (
            'seg_map_path', 'depth_map_path', 'saliency_path')]
        on_disk = set(zip(*(each.ravel().tolist() for each in disk)))
        found = zip(sample.gt_sem_seg.data.flatten().tolist(),
                    (sample.gt_depth_map.data * 1000).round().flatten(
                    ).int().tolist(),
                    (sample.gt_saliency.data * 255).round().flatten(
                    ).int().tolist())
        assert set(found) <= on_disk


@pytest.mark.parametrize('options', [
    dict(keep_ratio=True), dict(keep_ratio=False),
    dict(keep_ratio=True, interpolation='bicubic')])
def test_a_matte_is_resized_as_its_image(world, options):
    """The image shows the matte itself; the label map keeps its values."""
    init_default_scope('mmseg')
    path = str(next((world / 'saliency').iterdir()))
    matte = np.array(Image.open(path))
    resize = Compose([dict(
        type='RandomResize', resize_type='mmflexgen.ResizeMatte',
        scale=(64, 64), ratio_range=(0.7, 1.4), **options)])
    np.random.seed(0)
    for _ in range(5):
        out = resize(dict(
            img=matte.astype(np.float32), gt_seg_map=matte,
            gt_saliency=matte.astype(np.float32) / 255,
            seg_fields=['gt_seg_map', 'gt_saliency']))
        shape = out['img'].shape
        assert shape != matte.shape
        assert out['gt_seg_map'].shape == out['gt_saliency'].shape == shape
        np.testing.assert_allclose(
            out['gt_saliency'], (out['img'] / 255).clip(0, 1), atol=1e-5)
        assert 0 < (out['gt_saliency'] % 1 > 0).mean()
        assert set(np.unique(out['gt_seg_map'])) == set(np.unique(matte))
        assert out['seg_fields'] == ['gt_seg_map', 'gt_saliency']


def test_missing_and_bad_mattes_are_named(world, tmp_path):
    load = [dict(type='mmflexgen.LoadCheckedImage'),
            dict(type='mmflexgen.LoadSaliency', path_key='saliency_path')]
    with pytest.raises(InputError, match='no saliency_path for .*data_prefi'):
        _shapesworld(world, load)[0]
    with pytest.raises(InputError, match='folder of label maps .*nowhere'):
        _shapesworld(world, load, saliency_path='nowhere')
    path = tmp_path / 'a.png'
    Image.new('L', (8, 4)).save(path)
    load = Compose([dict(type='mmflexgen.LoadSaliency')])
    with pytest.raises(InputError, match='is 8 x 4 px but its image is 6 x'):
        load(dict(seg_map_path=str(path), ori_shape=(4, 6)))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match='a.png cannot be read'):
        load(dict(seg_map_path=str(path), ori_shape=(4, 8)))


def test_joints_mirror():
    order = mirror_order(KEYPOINTS)
    # COCO's own order: nose, then pairs.
    assert order == [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16,
                     15]
