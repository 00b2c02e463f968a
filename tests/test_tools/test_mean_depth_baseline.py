"""The error of each pixel's mean depth."""

import os
import os.path as osp
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
CONFIG = 'configs/datasetdm/datasetdm-depth_shapesworld-64_50.py'


def _write(root, split, maps):
    """Millimetres (N, H, W) as a split of ShapesWorld's layout."""
    for folder in ('JPEGImages', 'SegmentationClass', 'depth',
                   'ImageSets/Segmentation'):
        (root / folder).mkdir(parents=True, exist_ok=True)
    names = [f'{split}_{index}' for index in range(len(maps))]
    for name, depth in zip(names, maps):
        Image.fromarray(np.uint16(depth)).save(root / f'depth/{name}.png')
        for folder in ('JPEGImages', 'SegmentationClass'):
            Image.new('L', depth.shape[::-1]).save(
                root / folder / f'{name}.png')
    (root / f'ImageSets/Segmentation/{split}.txt').write_text(
        '\n'.join(names))


def _run(root):
    options = [f'{loader}.dataset.{key}' for loader, key in (
        ('train_dataloader', f'data_root={root}'),
        ('train_dataloader', 'ann_file=ImageSets/Segmentation/train.txt'),
        ('train_dataloader', 'indices=3'),
        ('test_dataloader', f'data_root={root}'))]
    return subprocess.run(
        [sys.executable, 'tools/analysis_tools/mean_depth_baseline.py',
         CONFIG, '--cfg-options', *options], capture_output=True, text=True,
        cwd=REPO, env={**os.environ, 'PYTHONPATH': REPO})


def test_against_the_mean_by_hand(tmp_path):
    rng = np.random.default_rng(0)
    train = rng.integers(1000, 9000, (3, 4, 6))
    train[0, :2] = 0       # unknown in one
    train[:, 0, 0] = 0     # unknown in all
    val = rng.integers(1000, 9000, (2, 4, 6))
    val[1, 3] = 0
    _write(tmp_path, 'train', train)
    _write(tmp_path, 'val', val)
    done = _run(tmp_path)
    assert done.returncode == 0, done.stderr
    mean = np.full((4, 6), train[train > 0].mean())
    for row, column in np.ndindex(4, 6):
        seen = train[:, row, column][train[:, row, column] > 0]
        if len(seen):
            mean[row, column] = seen.mean()
    expected = np.mean([
        (np.abs(mean - each) / np.maximum(each, 1))[each > 0].mean()
        for each in val])
    table = re.findall(r'\|([^\n]*)\|\n', done.stdout)
    values = dict(zip(*(map(str.strip, line.split('|')) for line in table)))
    assert float(values['abs_rel']) == pytest.approx(expected, abs=1e-4)


def test_images_of_two_sizes_are_named(tmp_path):
    _write(tmp_path, 'train', [np.ones((4, 6)), np.ones((4, 4))])
    _write(tmp_path, 'val', [np.ones((4, 6))])
    done = _run(tmp_path)
    assert done.returncode != 0
    assert ('the training images are (4, 6) and (4, 4) (height, width): a '
            'mean map needs one size') in done.stderr
