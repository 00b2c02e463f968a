"""Prompts and classes of synthetic images, from their manifest."""

import json

import pytest

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError


def build(root):
    return TRANSFORMS.build(dict(type='mmflexgen.LoadRequest',
                                 root=str(root)))


def test_request_of_an_image(tmp_path):
    (tmp_path / 'manifest').mkdir()
    lines = [dict(id=0, prompt='a ring and a disc', classes=['ring', 'disc'],
                  files={'voc/image': 'JPEGImages/00000000.png',
                         'voc/sem_seg': 'SegmentationClass/00000000.png'}),
             dict(id=1, prompt='a star', classes=['star'], unfilled=True)]
    (tmp_path / 'manifest/shard_000000.jsonl').write_text(
        '\n'.join(map(json.dumps, lines)))
    load = build(tmp_path)
    results = load(dict(img_path='/somewhere/JPEGImages/00000000.png'))
    assert results['prompt'] == 'a ring and a disc'
    assert results['prompt_classes'] == ('ring', 'disc')
    with pytest.raises(InputError, match='does not name /a/00000001.png'):
        load(dict(img_path='/a/00000001.png'))


def test_no_manifest(tmp_path):
    with pytest.raises(InputError, match='has no manifest'):
        build(tmp_path)
