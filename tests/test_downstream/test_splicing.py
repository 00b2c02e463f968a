"""Splicing by mmseg's own transforms, as docs and config use it."""

import os.path as osp

import numpy as np
import pytest
from mmengine.registry import DATASETS, init_default_scope
from mmengine.runner import Runner
from PIL import Image

from mmflexgen.utils.config import load_config

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
CONFIG = osp.join(REPO, 'configs/downstream/fpn_r18_shapesworld_spliced.py')


def _plain(root):
    return dict(
        type='mmflexgen.ShapesWorldDataset', data_root=root,
        ann_file='ImageSets/Segmentation/train.txt',
        data_prefix=dict(img_path='JPEGImages',
                         seg_map_path='SegmentationClass'),
        pipeline=[dict(type='LoadImageFromFile'),
                  dict(type='LoadAnnotations')])


def _spliced(dataset, quarter):
    return dict(type='MultiImageMixDataset', dataset=dataset, pipeline=[
        dict(type='RandomMosaic', prob=1.0, img_scale=quarter,
             center_ratio_range=(1.0, 1.0))])


def _sources(root, num):
    """Images (H, W, 3), BGR, and labels (H, W), read by Pillow."""
    pairs = []
    for index in range(num):
        image, label = (
            np.array(Image.open(osp.join(root, folder,
                                         f'train_{index:05d}.png')))
            for folder in ('JPEGImages', 'SegmentationClass'))
        pairs.append((image[..., ::-1], label))
    return pairs


def _which(image, label, pairs):
    """The one source that both are."""
    found = [index for index, pair in enumerate(pairs)
             if np.array_equal(image, pair[0])
             and np.array_equal(label, pair[1])]
    assert len(found) == 1
    return found[0]


def _tiles(result, height, width):
    """Image and label of each tile, row by row."""
    rows, columns = (result['img'].shape[0] // height,
                     result['img'].shape[1] // width)
    for row in range(rows):
        for column in range(columns):
            part = np.s_[row * height:(row + 1) * height,
                         column * width:(column + 1) * width]
            yield result['img'][part], result['gt_seg_map'][part]


@pytest.mark.parametrize('size', [(16, 16), (8, 20)])
def test_quarters_are_whole_images_with_their_labels(write_seg_folder, size):
    init_default_scope('mmseg')
    root = write_seg_folder('data', num=6, size=size)
    pairs = _sources(root, 6)
    dataset = DATASETS.build(_spliced(_plain(root), size))
    chosen = []
    for index in range(6):
        np.random.seed(index)
        result = dataset[index]
        assert result['img'].shape[:2] == (2 * size[0], 2 * size[1])
        found = [_which(*tile, pairs) for tile in _tiles(result, *size)]
        # The image asked for, then three that numpy's seed alone decides.
        expected = np.random.RandomState(index).randint(0, 6, 3).tolist()
        assert found == [index, *expected]
        chosen.append(tuple(found[1:]))
    assert len(set(chosen)) > 3


def test_spliced_twice_is_four_by_four(write_seg_folder):
    init_default_scope('mmseg')
    root = write_seg_folder('data', num=6)
    twice = _spliced(_spliced(_plain(root), (16, 16)), (32, 32))
    np.random.seed(0)
    result = DATASETS.build(twice)[3]
    tiles = list(_tiles(result, 16, 16))
    found = [_which(*tile, _sources(root, 6)) for tile in tiles]
    assert len(found) == 16 and found[0] == 3


def test_what_an_image_does_not_fill_is_ignored(write_seg_folder):
    """A wide image in a square quarter stays in proportion; the rest of the
    quarter is black and has the label 255."""
    init_default_scope('mmseg')
    root = write_seg_folder('data', num=4, size=(8, 16))
    np.random.seed(0)
    result = DATASETS.build(_spliced(_plain(root), (16, 16)))[0]
    assert result['img'].shape[:2] == (32, 32)
    # The quarters meet at the centre: rows 8 to 23 are pictures.
    inside = np.zeros((32, 32), bool)
    inside[8:24] = True
    assert ((result['gt_seg_map'] == 255) == ~inside).all()
    assert (result['img'][~inside] == 0).all()


def test_config_draws_half_of_each_batch_spliced_or_not(write_seg_folder):
    cfg = load_config(CONFIG)
    init_default_scope(cfg.default_scope)
    loader = cfg.train_dataloader
    loader.update(num_workers=0, persistent_workers=False, batch_size=4)
    real, synthetic = loader.dataset.datasets
    for part, name in ((real, 'real'), (synthetic.dataset, 'synthetic')):
        part.data_root = write_seg_folder(name, num=4, size=(64, 64))
        part.ann_file = 'ImageSets/Segmentation/train.txt'
    batch = next(iter(Runner.build_dataloader(loader, seed=0)))
    roots = [sample.img_path.split('/')[-3]
             for sample in batch['data_samples']]
    assert sorted(roots) == ['real', 'real', 'synthetic', 'synthetic']
    for image, sample in zip(batch['inputs'], batch['data_samples']):
        assert image.shape[-2:] == sample.gt_sem_seg.shape
        assert max(image.shape[-2:]) <= 128
