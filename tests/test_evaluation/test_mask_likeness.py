"""Synthetic masks against real ones, on hand-made masks."""

import json
import os
import os.path as osp
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mmflexgen.evaluation.mask_statistics import MaskStatistics
from mmflexgen.evaluation.nearest_mask import compare_spread, nearest_iou

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
CLASSES = ['background', 'disc', 'square', 'triangle', 'star', 'cross',
           'ring', 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
           'figure']


def random_masks(num, seed):
    """Blocks of four classes, some of them ignored."""
    blocks = np.random.default_rng(seed).integers(0, 5, (num, 3, 4))
    blocks[blocks == 4] = 255
    return blocks.astype(np.uint8).repeat(2, 1).repeat(2, 2)


def iou_by_hand(one, other, skip):
    values = []
    for label in set(np.unique([one, other])) - {255, skip}:
        here, there = one == label, other == label
        values.append((here & there).sum() / (here | there).sum())
    return np.mean(values) if values else 1.


@pytest.mark.parametrize('background', [None, 0])
def test_nearest_iou_by_hand(background):
    masks, others = random_masks(7, 0), random_masks(5, 1)
    masks[3] = 0  # shows nothing but background
    expected = [max(iou_by_hand(mask, each, background) for other in others
                    for each in (other, other[:, ::-1])) for mask in masks]
    found = nearest_iou(masks, others, 4, background, chunk=3)
    assert found == pytest.approx(expected)
    # Learnt by heart, also mirrored.
    assert nearest_iou(others[:, :, ::-1], others, 4) == pytest.approx(1)
    empty = np.zeros((2, 6, 8), np.uint8)
    assert nearest_iou(empty, empty, 4, background=0) == pytest.approx(1)


def test_spreads_are_compared_pair_by_pair():
    values, reference = np.array([1., 2, 2, 5]), np.array([2., 3, 4])
    pairs = [(v > r) + 0.5 * (v == r) for v in values for r in reference]
    found = compare_spread(values, reference)
    assert found['higher'] == pytest.approx(np.mean(pairs))
    assert found['above_95'] == 0.25
    alike = compare_spread(reference, reference)
    assert alike['higher'] == pytest.approx(0.5)


def test_statistics_by_hand():
    stats = MaskStatistics(['ground', 'a', 'b'], 0.05, background=0,
                           min_piece=3)
    labels = np.zeros((10, 10), np.uint8)
    labels[0:2, 0:5] = 1  # 10 pixels
    labels[8:10, 0:5] = 1  # and 10 more
    labels[5, 5:7] = 1  # too small a piece
    labels[9, 9] = 2  # below 5 %
    stats.add(labels, ['a', 'b'])
    labels = labels.copy()
    labels[3:5] = 2
    labels[9, 9] = 255
    stats.add(labels, ['a'])
    stats.add(labels, [])  # asks for nothing
    stats.add(labels)
    found = stats.summary()
    assert found['maps'] == 4
    assert found['complete'] == 0.5  # of the two that ask
    assert found['recall'] == pytest.approx(2 / 3, abs=1e-4)
    # b once, and a and b where nothing was asked for.
    assert found['unasked'] == 1.5
    assert found['classes_per_map'] == 7 / 4
    assert found['pieces_per_map'] == (4 * 2 + 3) / 4
    assert found['areas'] == [0.2, 0.22, 0.22]
    assert found['per_class']['b'] == dict(
        maps=0.75, area=0.2, pieces=1., prompted=1, found=0)

    other = MaskStatistics(['ground', 'a', 'b'], 0.05, background=0)
    other.add(np.repeat([0, 0, 1, 2], 4).reshape(4, 4).astype(np.uint8))
    shares = stats.pixels / 397  # three times a pixel of no class
    expected = np.abs(shares - [0.5, 0.25, 0.25]).sum() / 2
    assert stats.pixel_distance(other) == pytest.approx(expected)
    assert MaskStatistics(['a']).summary()['areas'] is None


@pytest.fixture
def folders(tmp_path, write_seg_folder):
    """A config, its data, captions of val, and two synthetic datasets: of
    training masks and of held-out ones."""
    real = write_seg_folder('real', 12, size=(32, 32))
    write_seg_folder('real', 12, size=(32, 32), split='val', seed=1)
    config = tmp_path / 'config.py'
    config.write_text(
        "default_scope = 'mmseg'\n"
        "train_dataloader = dict(dataset=dict(\n"
        "    type='mmflexgen.ShapesWorldDataset',\n"
        f"    data_root='{real}', pipeline=[],\n"
        "    ann_file='ImageSets/Segmentation/train.txt'))\n")
    captions = [dict(file_name=f'val_{index:05d}.png',
                     text=f'a photo of a {CLASSES[1 + index]}')
                for index in range(12)]
    captions[0]['text'] += ' and a star'
    path = tmp_path / 'captions.jsonl'
    path.write_text('\n'.join(map(json.dumps, captions)))
    for split in ('train', 'val'):
        root = tmp_path / f'of_{split}'
        for folder in ('masks', 'manifest'):
            (root / folder).mkdir(parents=True)
        lines = [dict(id=4, unfilled=True, classes=['disc'])]
        for index in range(4):
            source = Image.open(osp.join(
                real, 'SegmentationClass', f'{split}_{index:05d}.png'))
            source.save(root / f'masks/{index}.png')
            lines.append(dict(
                id=index, files={'VOC/sem_seg': f'masks/{index}.png'},
                classes=[CLASSES[1 + index]] + ['figure'] * (index == 3)))
        (root / 'manifest/shard_000000.jsonl').write_text(
            '\n'.join(map(json.dumps, lines)))
    return tmp_path, str(config), str(path)


def run_tool(*args):
    return subprocess.run(
        [sys.executable, osp.join(REPO, 'tools/analysis_tools',
                                  'compare_masks.py'), *map(str, args)],
        capture_output=True, text=True, cwd=REPO,
        env={**os.environ, 'PYTHONPATH': REPO, 'OMP_NUM_THREADS': '1'})


def test_tool_tells_copies_from_new_masks(folders):
    root, config, captions = folders
    found = {}
    for split in ('train', 'val'):
        out = root / f'{split}.json'
        done = run_tool(
            root / f'of_{split}', config, '--held-out',
            'ann_file=ImageSets/Segmentation/val.txt', '--held-out-captions',
            captions, '--out', out)
        assert done.returncode == 0, done.stderr
        found[split] = json.loads(out.read_text())
        assert '75.0' in done.stdout  # of four, one lacks a figure
    copies, new = (found[split]['nearest_train_iou']
                   for split in ('train', 'val'))
    assert copies['synthetic'] == [1.] * 6
    assert copies['higher'] > 0.95
    # The first four of the held-out masks themselves.
    assert new['synthetic'][-1] <= new['held_out'][-1] < 1
    assert found['val']['synthetic']['complete'] == 0.75
    assert found['val']['synthetic']['recall'] == 0.8
    assert found['val']['held_out']['complete'] == pytest.approx(
        11 / 12, abs=1e-4)
    assert found['val']['train']['complete'] is None
    assert found['val']['train']['per_class']['disc'] == dict(
        maps=round(1 / 12, 4), area=0.25, pieces=1., prompted=0, found=0)


def test_tool_names_what_it_lacks(folders):
    root, config, _ = folders
    done = run_tool(root, config, '--held-out', 'ann_file=x.txt')
    assert done.returncode == 2
    assert done.stderr.startswith('error: ')
    done = run_tool(root, config, '--held-out',
                    'ann_file=ImageSets/Segmentation/val.txt')
    assert done.returncode == 2
    assert 'has no manifest with samples' in done.stderr
