"""The tool that asks whether the fluctuation tells good labels from bad."""

import argparse
import importlib.util
import json
import os.path as osp
import sys

import numpy as np
import pytest
from PIL import Image

from mmflexgen.evaluation import confusion_matrix, segmenter
from mmflexgen.utils import InputError

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))
CLASSES = ['background', 'disc', 'star']


@pytest.fixture(scope='module')
def tool():
    path = osp.join(REPO, 'tools/analysis_tools/fluctuation_correlation.py')
    spec = importlib.util.spec_from_file_location('correlation_tool', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Oracle:
    """Sees a disc where an image is bright."""

    def __init__(self, *args):
        pass

    def match_classes(self, classes, where):
        assert classes == CLASSES

    def __call__(self, images):
        return [(image[..., 0] > 100).astype(np.uint8) for image in images]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Samples whose labels miss more columns the more they fluctuate; the
    last one shows nothing that was asked for."""
    monkeypatch.setattr(segmenter, 'Segmenter', Oracle)
    for name in ('JPEGImages', 'SegmentationClass', 'manifest'):
        (tmp_path / name).mkdir()
    lines = []
    for index in range(7):
        wide = 10 - index % 2
        seen = np.zeros((8, 16), np.uint8)
        label = seen.copy()
        if index < 6:
            seen[:, :wide] = 1
            label[:, :wide - index] = 1
        files = {f'VOC/{kind}': f'{place}/{index}.png' for kind, place in (
            ('image', 'JPEGImages'), ('sem_seg', 'SegmentationClass'))}
        Image.fromarray(np.repeat(seen[..., None] * 200, 3, 2)).save(
            tmp_path / files['VOC/image'])
        Image.fromarray(label).save(tmp_path / files['VOC/sem_seg'])
        lines.append(dict(
            id=index, classes=['disc' if index < 6 else 'star'], files=files,
            scores=dict(fluctuation=0.1 * index)))
    (tmp_path / 'manifest' / 'shard_000000.jsonl').write_text(
        ''.join(json.dumps(line) + '\n' for line in lines))
    (tmp_path / 'dataset_card.json').write_text(json.dumps(dict(
        classes=CLASSES, metainfo=dict(classes=CLASSES,
                                       palette=[[k] * 3 for k in range(3)]))))
    (tmp_path / 'synthesis.json').write_text(json.dumps(dict(
        config=dict(synthesis=dict(exporters=[
            dict(type='mmflexgen.VOCExporter', img_suffix='.png')])))))
    return tmp_path


def run(tool, monkeypatch, *args):
    monkeypatch.setattr(sys, 'argv', ['tool', *map(str, args)])
    parsed = tool.parse_args()
    # No oracle is read: Oracle stands in for it.
    parsed.oracle_config = osp.join(
        REPO, 'configs/downstream/shapesworld_oracle.py')
    return tool.correlate(parsed.root, parsed)


def test_counted_by_hand(tool, folder, monkeypatch):
    found = run(tool, monkeypatch, folder, '--draws', 50, '--batch-size', 4)
    assert (found['samples'], found['left_out'], found['kept']) == (6, 1, 3)
    # Error grows with the fluctuation, area shrinks: 10, 8, 8, 6, 6, 4.
    assert found['spearman'] == pytest.approx(1)
    assert found['spearman_of_areas'] < -0.9
    disc = np.array([[10, 10], [8, 9], [8, 10]]) * 8  # label, oracle
    both, either = disc[:, 0].sum(), disc[:, 1].sum()
    ground = 3 * 128 - either
    missed = either - both
    expected = (both / either + ground / (ground + missed)) / 2
    assert found['miou_kept'] == pytest.approx(100 * expected)
    assert found['miou_rest'] < found['miou_random'] < found['miou_kept']
    assert json.loads(json.dumps(found)) == found


def test_error_of_a_sample(tool):
    seen, label = np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 0, 2, 2, 1])
    table = confusion_matrix(seen, label, 4)
    assert tool.sample_error(table, [1, 2]) == pytest.approx(
        1 - (1 / 3 + 2 / 3) / 2)
    assert tool.sample_error(table, [2, 3]) == pytest.approx(1 / 3)
    assert np.isnan(tool.sample_error(table, [3]))


def test_halves_do_not_depend_on_the_order_of_samples(tool):
    rng = np.random.default_rng(0)
    scores = rng.random(9)
    tables = rng.integers(0, 9, (9, 3, 3))
    args = argparse.Namespace(keep=0.4, draws=20, seed=0)
    order = rng.permutation(9)
    groups = np.zeros(9)
    one = tool.halves(scores, groups, tables, args)
    two = tool.halves(scores[order], groups, tables[order], args)
    assert one['kept'] == 4
    assert one['miou_kept'] == two['miou_kept']
    assert one['miou_rest'] == two['miou_rest']


def test_halves_among_samples_with_equally_many_classes(tool):
    # The crowded have higher scores, and labels with nothing right.
    scores = np.array([.1, .2, .3, .4, 1.1, 1.2, 1.3, 1.4])
    groups = np.array([1, 1, 1, 1, 2, 2, 2, 2])
    good, bad = np.eye(3) * 9, 9 * (1 - np.eye(3))
    tables = np.stack([good] * 4 + [bad] * 4)
    args = argparse.Namespace(keep=0.5, draws=20, seed=0)
    common = tool.halves(scores, np.zeros(8), tables, args)
    assert (common['miou_kept'], common['miou_rest']) == (100, 0)
    # Of each kind two in every part, so nothing tells them apart.
    found = tool.halves(scores, groups, tables, args)
    assert found['kept'] == 4
    assert found['miou_kept'] == found['miou_rest'] == found['miou_random']
    assert found['miou_random_std'] == 0
    with pytest.raises(InputError, match='of 8 samples a share of 0.1 is 0'):
        tool.halves(scores, groups, tables,
                    argparse.Namespace(keep=0.1, draws=2, seed=0))


def test_samples_without_the_score(tool, folder, monkeypatch):
    with pytest.raises(InputError, match="have no score 'steadiness'"):
        run(tool, monkeypatch, folder, '--score', 'steadiness')
