"""Boxes beside mmseg's labels, moved with the image."""

import json

import numpy as np
import pytest
from mmengine.registry import DefaultScope
from PIL import Image

from mmflexgen.layouts import ManifestLayouts
from mmflexgen.registry import TRANSFORMS
from mmflexgen.structures import Composition
from mmflexgen.utils import InputError, register_all_modules

register_all_modules()
BOX = [4, 8, 10, 6]  # x, y, width, height


@pytest.fixture
def folder(tmp_path):
    """A white box in a black image of 32 x 24 px, and its COCO file."""
    image = np.zeros((24, 32, 3), np.uint8)
    image[8:14, 4:14] = 255
    Image.fromarray(image).save(tmp_path / 'a.png')
    (tmp_path / 'boxes.json').write_text(json.dumps(dict(
        images=[dict(id=1, file_name='a.png', width=32, height=24)],
        categories=[dict(id=3, name='disc')],
        annotations=[dict(id=1, image_id=1, category_id=3, bbox=BOX,
                          iscrowd=0)])))
    return tmp_path


def pipeline(folder, *steps):
    """Results of mmseg's transforms."""
    layouts = dict(type='mmflexgen.CocoLayouts', data_root=str(folder),
                   ann_files=['boxes.json'])
    results = dict(img_path=str(folder / 'a.png'), seg_fields=[])
    with DefaultScope.overwrite_default_scope('mmseg'):
        for step in (dict(type='LoadImageFromFile'), *steps):
            if step == 'boxes':
                step = dict(type='mmflexgen.LoadBoxes', layouts=layouts)
            results = TRANSFORMS.build(step)(results)
    return results


def seen(image):
    """The box of what is brighter than half, x1, y1, x2, y2."""
    rows, columns = np.nonzero(image[..., 0] > 127)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


@pytest.mark.parametrize('steps', [
    ['boxes'],
    ['boxes', dict(type='RandomFlip', prob=1.)],
    ['boxes', dict(type='RandomFlip', prob=1., direction='vertical')],
    ['boxes', dict(type='Resize', scale=(64, 48))],
    [dict(type='Resize', scale=(64, 48)), 'boxes'],
    ['boxes', dict(type='mmflexgen.RandomCropBoxes', crop_size=(12, 10))],
    ['boxes', dict(type='RandomResize', scale=(32, 24), keep_ratio=True,
                   ratio_range=(2., 2.)),
     dict(type='mmflexgen.RandomCropBoxes', crop_size=(24, 32)),
     dict(type='RandomFlip', prob=1.)],
])
def test_boxes_stay_on_their_objects(folder, steps):
    for seed in range(6):
        np.random.seed(seed)
        results = pipeline(folder, *steps)
        assert results['box_categories'] == ('disc', )
        box = results['gt_bboxes'][0]
        if (results['img'] > 127).any():
            assert box == pytest.approx(seen(results['img']), abs=1.01)
        else:
            assert (box[2] - box[0]) * (box[3] - box[1]) == 0


def test_an_image_without_boxes_is_refused(folder):
    with pytest.raises(InputError, match='do not name .*b.png'):
        Image.new('RGB', (8, 8)).save(folder / 'b.png')
        (folder / 'a.png').unlink()
        load = TRANSFORMS.build(dict(
            type='mmflexgen.LoadBoxes', layouts=dict(
                type='mmflexgen.CocoLayouts', data_root=str(folder),
                ann_files=['boxes.json'])))
        load(dict(img_path=str(folder / 'b.png'), img_shape=(8, 8)))


def test_layouts_of_a_manifest(tmp_path):
    scene = Composition(((0.25, 0.5, 0.75, 1.), ), ('ring', ))
    lines = [dict(id=0, prompt='', classes=['ring'], size=[32, 64],
                  composition=scene.to_dict(),
                  files={'VOC/image': 'JPEGImages/00000000.png',
                         'VOC/sem_seg': 'images/train/no.png',
                         'NYU/image': 'images/train/00000000.png'}),
             dict(id=1, prompt='a star', classes=['star'], unfilled=True)]
    (tmp_path / 'manifest').mkdir()
    path = tmp_path / 'manifest/shard_000000.jsonl'
    path.write_text('\n'.join(map(json.dumps, lines)))
    reader = ManifestLayouts(str(tmp_path), square=False)
    found, = reader.scenes()
    assert (found.width, found.height) == (64, 32)
    assert found.boxes == [(16., 16., 48., 32.)]
    assert [each.composition for each in reader.layouts] == [scene]
    assert reader.layouts[0].image == 'JPEGImages/00000000.png'
    other, = ManifestLayouts(str(tmp_path), 'images/train').scenes()
    assert other.image == 'images/train/00000000.png'
    with pytest.raises(InputError, match="no image in 'images/tr'"):
        ManifestLayouts(str(tmp_path), 'images/tr')
    del lines[0]['composition']
    path.write_text('\n'.join(map(json.dumps, lines)))
    with pytest.raises(InputError, match='no manifest with compositions'):
        ManifestLayouts(str(tmp_path))
