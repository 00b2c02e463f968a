"""So many images of each class."""

import runpy
import sys

import numpy as np
import pytest
from mmseg.datasets import PascalVOCDataset
from PIL import Image

from mmflexgen.datasets.class_quota import (choose_by_quota,
                                             choose_covering, choose_once)
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


def _random_images(num):
    rng = np.random.default_rng(0)
    share = dict(a=0.6, b=0.3, c=0.05)
    return [(str(index), [name for name, p in share.items()
                          if rng.random() < p]) for index in range(num)]


def test_each_image_for_one_class():
    """Five for each of three classes are fifteen, whatever else they show."""
    shown = _random_images(300)
    chosen = choose_once(shown, dict(a=5, b=5, c=5))
    by_name = dict(shown)
    assert sorted(chosen.values()) == [*'aaaaabbbbbccccc']
    assert all(label in by_name[name] for name, label in chosen.items())
    assert list(chosen) == sorted(chosen, key=int)
    # Without quota for c none of its images is taken.
    assert not any('c' in by_name[name]
                   for name in choose_once(shown, dict(a=50, b=50)))


def test_rare_classes_choose_first():
    """The only two of c would be taken by a, were it asked first."""
    shown = [('0', 'ac'), ('1', 'ac'), ('2', 'a'), ('3', 'a')]
    chosen = choose_once(shown, dict(a=2, c=2))
    assert chosen == {'0': 'c', '1': 'c', '2': 'a', '3': 'a'}
    assert list(choose_once(shown, dict(a=9, c=9)).values()) == [*'ccaa']


def test_few_images_cover_all_classes():
    shown = _random_images(300)
    by_name = dict(shown)
    rare = [name for name, labels in shown if 'c' in labels]
    assert len(rare) < 30
    chosen = choose_covering(shown, 4)
    assert len(chosen) == 4 and chosen == sorted(chosen, key=int)
    counts = {label: sum(label in by_name[name] for name in chosen)
              for label in 'abc'}
    assert min(counts.values()) >= 2
    assert choose_covering(shown[:3], 3) == ['0', '1', '2']


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


@pytest.fixture
def run(voc, monkeypatch):
    """The tool on it, in this process."""

    def call(*take):
        monkeypatch.setattr(sys, 'argv', [
            'class_quota.py', str(voc), '--dataset', 'mmseg.PascalVOCDataset',
            '--split', 'train', '--out', 'few', *take])
        runpy.run_path('tools/dataset_converters/class_quota.py',
                       run_name='__main__')

    return call


def test_tool(voc, run, capsys):
    run('--take', '3', 'cat', '--take', '2', 'dog')
    listed = voc / 'ImageSets' / 'Segmentation' / 'few.txt'
    assert listed.read_text().split() == ['u', 'v', 'x', 'z']
    assert '4 images; cat 3, dog 2' in capsys.readouterr().out


def test_tool_counts_once(voc, run, capsys):
    run('--count-once', '--take', '2', 'cat', '--take', '1', 'dog')
    listed = voc / 'ImageSets' / 'Segmentation' / 'few.txt'
    assert listed.read_text().split() == ['u', 'v', 'x']
    assert '3 images; cat 2, dog 1' in capsys.readouterr().out


def test_tool_takes_all_classes(run, capsys):
    with pytest.raises(SystemExit):
        run('--count-once', '--take', '1', 'all')
    assert "no image of 'aeroplane' in train" in capsys.readouterr().err


@pytest.mark.parametrize('take, message', [
    (['2', 'cow'], "no image of 'cow' in train can be taken"),
    (['2', 'cats'], "names 'cats', which is no class"),
    (['2', 'cat', 'cat'], "names 'cat' twice"),
    (['cat', 'dog'], 'give a number of images')])
def test_bad_input_is_named(run, capsys, take, message):
    with pytest.raises(SystemExit) as stopped:
        run('--take', *take)
    assert stopped.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith('error: ') and message in last


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
