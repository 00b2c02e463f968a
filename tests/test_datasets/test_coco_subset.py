"""Parts of COCO files, as pycocotools reads them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO

from mmflexgen.datasets.coco_subset import (choose_per_class, cut,
                                            merge_classes)
from mmflexgen.utils import InputError

TOOL = (Path(__file__).parents[2] / 'tools' / 'dataset_converters' /
        'coco_subset.py')


def _document(num=60, seed=0):
    """Images of one to three objects; class 7 is in a tenth of them."""
    rng = np.random.default_rng(seed)
    annotations = []
    for image in range(num):
        labels = {1 + 2 * int(rng.integers(0, 3))}
        labels |= {7} if image % 10 == 0 else set()
        annotations += [
            dict(id=len(annotations) + index + 1, image_id=image + 100,
                 category_id=label, iscrowd=0, bbox=[0, 0, 4, 4], area=16)
            for index, label in enumerate(sorted(labels))]
    return dict(
        images=[dict(id=image + 100, file_name=f'{image}.jpg', width=8,
                     height=8) for image in range(num)],
        categories=[dict(id=label, name=f'c{label}')
                    for label in (1, 3, 5, 7)],
        annotations=annotations)


def test_so_many_images_for_each_class():
    document = _document()
    chosen = choose_per_class(document, 5)
    assert len(chosen) == len(set(chosen)) == 20
    assert chosen == sorted(chosen)
    part = COCO()
    part.dataset = cut(document, chosen)
    part.createIndex()
    assert sorted(part.getImgIds()) == chosen
    for label in (1, 3, 5, 7):
        assert len(part.getImgIds(catIds=[label])) >= 5
    # The rarest class chooses first, and from the beginning.
    assert {100, 110, 120, 130, 140} <= set(chosen)


def test_crowds_and_unseen_joints_do_not_count():
    document = _document()
    for item in document['annotations']:
        if item['category_id'] == 7 and item['image_id'] == 100:
            item['iscrowd'] = 1
        if item['category_id'] == 7 and item['image_id'] == 110:
            item['num_keypoints'] = 0
    assert len(choose_per_class(document, 4)) == 16
    with pytest.raises(InputError, match="only 4 images .* show a 'c7'"):
        choose_per_class(document, 5)


def test_one_class():
    document = _document()
    merged = merge_classes(document, 'object')
    assert {item['category_id'] for item in merged['annotations']} == {1}
    assert len(merged['annotations']) == len(document['annotations'])
    assert [item['name'] for item in merged['categories']] == ['object']


def test_tool(tmp_path):
    (tmp_path / 'all.json').write_text(json.dumps(_document()))
    out = tmp_path / 'part.json'
    command = [sys.executable, str(TOOL), str(tmp_path / 'all.json'),
               '--out', str(out), '--one-class', 'object', '--per-class']
    done = subprocess.run([*command, '5'], capture_output=True, text=True)
    assert '20 images' in done.stdout and '1 classes' in done.stdout
    assert len(json.loads(out.read_text())['images']) == 20
    done = subprocess.run([*command, '7'], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith('error: only 6 images')
