"""Prompts and classes of synthetic images, from their manifest."""

import json
import pickle

import pytest

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError


def write_folder(root, prompt):
    (root / 'manifest').mkdir(parents=True)
    lines = [dict(id=0, prompt=prompt, classes=['ring', 'disc'],
                  files={'voc/image': 'JPEGImages/00000000.png',
                         'voc/sem_seg': 'SegmentationClass/00000000.png'}),
             dict(id=1, prompt='a star', classes=['star'], unfilled=True)]
    (root / 'manifest/shard_000000.jsonl').write_text(
        '\n'.join(map(json.dumps, lines)))


@pytest.fixture
def load():
    return TRANSFORMS.build(dict(type='mmflexgen.LoadRequest'))


def test_request_of_an_image(tmp_path, load):
    for name in ('one', 'two'):
        write_folder(tmp_path / name, f'{name} ring and a disc')
    for name in ('one', 'two', 'one'):
        path = tmp_path / name / 'JPEGImages' / '00000000.png'
        results = load(dict(img_path=str(path)))
        assert results['prompt'] == f'{name} ring and a disc'
        assert results['prompt_classes'] == ('ring', 'disc')
    # Workers of a dataloader get a copy.
    assert pickle.loads(pickle.dumps(load))(results) == results


def test_relative_paths(tmp_path, load, monkeypatch):
    write_folder(tmp_path, 'a ring and a disc')
    monkeypatch.chdir(tmp_path)
    results = load(dict(img_path='JPEGImages/00000000.png'))
    assert results['prompt'] == 'a ring and a disc'


def test_image_that_no_manifest_names(tmp_path, load):
    write_folder(tmp_path, 'a ring and a disc')
    with pytest.raises(InputError, match='00000001.png does not name it'):
        load(dict(img_path=str(tmp_path / 'JPEGImages/00000001.png')))


def test_no_manifest(tmp_path, load):
    with pytest.raises(InputError, match='lies in no folder with a manifest'):
        load(dict(img_path=str(tmp_path / 'a.png')))
