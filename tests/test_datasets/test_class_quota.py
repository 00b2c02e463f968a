"""So many images of each class."""

import subprocess
import sys

import numpy as np
import pytest
from mmseg.datasets import PascalVOCDataset
from PIL import Image

from mmflexgen.datasets.class_quota import choose_by_quota
from mmflexgen.utils.config import load_config


def test_no_class_exceeds_its_share():
    rng = np.random.default_rng(0)
    shown = [(str(index), [name for name in 'abcd' if rng.random() < 0.3])
             for index in range(200)]
    quota = dict(a=9, b=4, c=500)
    chosen = choose_by_quota(shown, quota)
    by_name = dict(shown)
    counts = {label: sum(label in by_name[name] for name in chosen)
              for label in quota}
    assert counts['a'] == 9 and counts['b'] == 4 and 0 < counts['c'] < 500
    assert chosen == sorted(chosen, key=int)
    # Left out is what shows nothing, a class without quota, or a full one.
    for name, labels in shown:
        out = not labels or bool({'d', 'a', 'b'} & set(labels))
        assert out if name not in chosen else 'd' not in labels


@pytest.fixture
def voc(tmp_path):
    """Six images of a cat (8), a dog (12) or both, one with a sheep."""
    lists = tmp_path / 'ImageSets' / 'Segmentation'
    lists.mkdir(parents=True)
    (tmp_path / 'SegmentationClass').mkdir()
    for name, labels in zip('uvwxyz', ([8], [8, 12], [12, 17], [12], [12],
                                       [8, 255])):
        label = np.zeros((4, 4), np.uint8)
        label[0, :len(labels)] = labels
        Image.fromarray(label).save(
            tmp_path / 'SegmentationClass' / f'{name}.png')
    (lists / 'train.txt').write_text('u\nv\nw\nx\ny\nz\n')
    return tmp_path


def _run(root, *take):
    return subprocess.run(
        [sys.executable, 'tools/dataset_converters/class_quota.py', str(root),
         '--dataset', 'mmseg.PascalVOCDataset', '--split', 'train',
         '--out', 'few', *take], capture_output=True, text=True)


def test_tool(voc):
    result = _run(voc, '--take', '3', 'cat', '--take', '2', 'dog')
    assert result.returncode == 0, result.stderr
    listed = voc / 'ImageSets' / 'Segmentation' / 'few.txt'
    assert listed.read_text().split() == ['u', 'v', 'x', 'z']
    assert '4 images; cat 3, dog 2' in result.stdout
    for take, message in (
            (['2', 'cow'], "no image of 'cow' in train can be taken"),
            (['2', 'cats'], "names 'cats', which is no class"),
            (['cat', 'dog'], 'give a number of images')):
        result = _run(voc, '--take', *take)
        assert result.returncode == 2 and message in result.stderr
        assert result.stderr.strip().count('\n') == 0


@pytest.mark.parametrize('name, groups', [
    ('datasetdm-openvoc_sd15_voc2012-512_15-5', ('seen', 'unseen')),
    ('datasetdm_sd15_voc2012-512_long-tail', ('head', 'tail'))])
def test_groups_of_voc(name, groups):
    """Table 9: by the order of the classes, 15 and 5, 10 and 10."""
    cfg = load_config(f'configs/datasetdm/{name}.py')
    listed = cfg.test_evaluator.groups
    assert tuple(listed) == groups
    assert [len(listed[group]) for group in groups] == (
        [15, 5] if 'seen' in groups else [10, 10])
    classes = PascalVOCDataset.METAINFO['classes'][1:]
    assert (*listed[groups[0]], *listed[groups[1]]) == tuple(classes)
