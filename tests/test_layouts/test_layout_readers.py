"""Layouts from files, and what is left out."""

import json

import pytest
from PIL import Image

from mmflexgen.layouts import (CocoLayouts, DetLayouts, ImageFolderLayouts,
                               LayoutFile, write_layouts)
from mmflexgen.structures import Composition
from mmflexgen.utils import InputError, register_all_modules

register_all_modules()


@pytest.fixture
def coco(tmp_path):
    """Two files over images of 200 x 100: things, and a stuff box."""
    images = [dict(id=i, file_name=f'{i}.png', width=200, height=100)
              for i in (1, 2)]
    things = [
        # Half of it is outside the middle square, x from 50 to 150.
        dict(image_id=1, category_id=7, bbox=[30, 10, 40, 50]),
        dict(image_id=1, category_id=9, bbox=[100, 0, 50, 50]),
        dict(image_id=1, category_id=9, bbox=[60, 60, 60, 40], iscrowd=1),
        dict(image_id=1, category_id=9, bbox=[60, 60, 10, 10]),  # 1 %
        dict(image_id=2, category_id=7, bbox=[0, 0, 40, 100]),  # outside
    ]
    stuff = [dict(image_id=1, category_id=99, bbox=[50, 50, 100, 50]),
             dict(image_id=1, category_id=98, bbox=[50, 0, 100, 100])]
    for number, item in enumerate(things + stuff):
        item.update(id=number, iscrowd=item.get('iscrowd', 0),
                    area=item['bbox'][2] * item['bbox'][3])
    (tmp_path / 'things.json').write_text(json.dumps(dict(
        images=images, annotations=things, categories=[
            dict(id=7, name='cat'), dict(id=9, name='dog')])))
    (tmp_path / 'stuff.json').write_text(json.dumps(dict(
        images=images, annotations=stuff, categories=[
            dict(id=99, name='grass'), dict(id=98, name='other')])))
    (tmp_path / 'captions.json').write_text(json.dumps(dict(
        images=images, annotations=[
            dict(image_id=1, caption='a cat and a dog')])))
    return tmp_path


def test_things_and_stuff_in_the_middle_square(coco):
    layouts = CocoLayouts(
        str(coco), ['things.json', 'stuff.json'], img_prefix='images',
        captions='captions.json', left_out=['other'], min_area=0.02,
        min_objects=3, max_objects=8).layouts
    assert len(layouts) == 1
    assert layouts[0].image == 'images/1.png'
    assert layouts[0].captions == ('a cat and a dog', )
    assert layouts[0].composition == Composition(
        ((0., 0.1, 0.2, 0.6), (0.5, 0., 1., 0.5), (0., 0.5, 1., 1.)),
        ('cat', 'dog', 'grass'))


def test_images_of_a_list(coco):
    (coco / 'few.txt').write_text('2\n')
    layout, = CocoLayouts(str(coco), ['things.json'], square=False,
                          image_list='few.txt').layouts
    assert layout.image == '2.png'
    with pytest.raises(InputError, match='none.txt cannot be read'):
        CocoLayouts(str(coco), ['things.json'], image_list='none.txt')


def test_whole_images_and_limits(coco):
    options = dict(square=False, min_objects=1)
    both = CocoLayouts(str(coco), ['things.json'], **options).layouts
    assert [len(each.composition) for each in both] == [3, 1]
    assert both[1].composition.boxes == ((0., 0., 0.2, 1.), )
    first = CocoLayouts(str(coco), ['things.json'], max_images=1, **options)
    assert first.layouts == both[:1]
    with pytest.raises(InputError, match='none of the 2 images'):
        CocoLayouts(str(coco), ['things.json'], min_objects=5)
    with pytest.raises(InputError, match='cannot be read'):
        CocoLayouts(str(coco), ['missing.json'])
    with pytest.raises(InputError, match='has no annotations'):
        (coco / 'bad.json').write_text('{"images": []}')
        CocoLayouts(str(coco), ['bad.json'])


def test_a_dataset_of_mmdet_says_the_same(coco):
    pytest.importorskip('mmdet')
    dataset = dict(
        type='mmdet.CocoDataset', data_root=str(coco), ann_file='things.json',
        data_prefix=dict(img='images'), metainfo=dict(classes=('cat', 'dog')),
        test_mode=True)
    expected = CocoLayouts(str(coco), ['things.json'], img_prefix='images',
                           square=False).layouts
    assert DetLayouts(dataset, square=False).layouts == expected


def test_imagefolder(tmp_path):
    Image.new('RGB', (64, 32)).save(tmp_path / 'a.png')
    line = dict(file_name='a.png', text='a disc', boxes=[
        dict(category='disc', bbox=[16, 8, 32, 16])])
    file = tmp_path / 'metadata.jsonl'
    file.write_text(json.dumps(line) + '\n')
    layout, = ImageFolderLayouts(str(tmp_path), square=False).layouts
    assert layout.composition == Composition(((0.25, 0.25, 0.75, 0.75), ),
                                             ('disc', ))
    assert (layout.image, layout.captions) == ('a.png', ('a disc', ))
    file.write_text('{"file_name": "a.png", "text": "a disc"}\n')
    with pytest.raises(InputError, match='line 1 of'):
        ImageFolderLayouts(str(tmp_path))
    with pytest.raises(InputError, match='does not exist'):
        ImageFolderLayouts(str(tmp_path / 'b'))


def test_layout_file(tmp_path):
    scene = Composition(((0., 0., 0.5, 0.5), ), ('disc', ))
    path = tmp_path / 'scenes.jsonl'
    write_layouts(str(path), [scene])
    # A line of a manifest will do as well.
    with open(path, 'a') as file:
        file.write(json.dumps(dict(id=3, prompt='a disc',
                                   composition=scene.to_dict())) + '\n')
    first, second = LayoutFile(str(path)).layouts
    assert first.composition == second.composition == scene
    assert (first.captions, second.captions) == ((), ('a disc', ))
    # JSON leaves U+2028 as it is.
    path.write_text(json.dumps(
        dict(prompt='a\u2028disc', composition=scene.to_dict()),
        ensure_ascii=False), encoding='utf-8')
    assert LayoutFile(str(path)).layouts[0].captions == ('a\u2028disc', )
    for text, match in (('', 'no layout'), ('{', 'line 1 is not JSON'),
                        ('[1]', 'no JSON object'),
                        ('{"boxes": []}', 'line 1: .* no composition')):
        path.write_text(text)
        with pytest.raises(InputError, match=match):
            LayoutFile(str(path))
    with pytest.raises(InputError, match='cannot be read'):
        LayoutFile(str(tmp_path / 'missing'))
