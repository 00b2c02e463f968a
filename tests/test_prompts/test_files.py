"""Prompts from files."""

import json
from collections import Counter

import pytest

from mmflexgen.prompts import FilePrompt
from mmflexgen.prompts.class_finder import ClassFinder
from mmflexgen.utils import InputError

CLASSES = ('star', 'cross', 'table', 'dining table', 'car')


def test_finder_takes_whole_words():
    find = ClassFinder(CLASSES)
    assert find('A Star, a scarf, a carpet and a cross') == ('star', 'cross')
    assert find('a dining table, then a table') == ('dining table', 'table')
    assert find('stars and crosses') == ()
    plural = ClassFinder(CLASSES, plurals=True)
    assert plural('two stars and crosses, a car') == ('star', 'cross', 'car')
    assert plural('a start') == ()


def write(path, name, text):
    file = path / name
    file.write_text(text, encoding='utf-8')
    return str(file)


def test_text_file_in_order_and_round_again(tmp_path):
    path = write(tmp_path, 'p.txt', 'a star\n\nno class here\n a red car \n')
    builder = FilePrompt(CLASSES, path)
    assert [builder(index, 9) for index in range(3)] == [
        ('a star', ('star', )), ('a red car', ('car', )),
        ('a star', ('star', ))]
    assert builder.describe()['prompts without a class, left out'] == 1


def test_shuffled_rounds_hold_every_prompt_once(tmp_path):
    path = write(tmp_path, 'p.txt', '\n'.join(
        f'star number {index}' for index in range(30)))
    builder = FilePrompt(CLASSES, path, shuffle=True)
    texts = [builder(index, 0)[0] for index in range(60)]
    assert set(Counter(texts).values()) == {2}
    assert texts[:30] != texts[30:]
    assert builder(59, 0)[0] == texts[59] and builder(0, 0)[0] == texts[0]
    assert [builder(index, 1)[0] for index in range(30)] != texts[:30]


def test_excluded_prompts_never_come(tmp_path):
    path = write(tmp_path, 'p.jsonl', '\n'.join(
        json.dumps(dict(text=f'star number {index % 25}',
                        file_name=f'{index}.png')) for index in range(30)))
    chosen = FilePrompt(CLASSES, path, shuffle=True)
    first = {chosen(index, 3)[0] for index in range(8)}
    builder = FilePrompt(CLASSES, path, shuffle=True, exclude=(3, 8))
    left = [text for text, _ in chosen.prompts if text not in first]
    for seed in (0, 3):
        texts = [builder(index, seed)[0] for index in range(len(left))]
        # Each of the others once a round; twins of the first go with them.
        assert sorted(texts) == sorted(left)
    assert builder.describe()['prompts excluded'] == 30 - len(left)
    # The images' weights stay with their prompts.
    last = int(left[-1].split()[-1])
    heavy = FilePrompt(CLASSES, path, shuffle=True, exclude=(3, 8),
                       image_weights={f'{last}.png': 1e6})
    assert heavy(0, 0)[0] == left[-1] == heavy(5, 1)[0]
    with pytest.raises(InputError, match='leaves none of the 30 prompts'):
        FilePrompt(CLASSES, path, shuffle=True, exclude=(0, 30))
    with pytest.raises(InputError, match='only with shuffle=True'):
        FilePrompt(CLASSES, path, exclude=(0, 3))


def test_json_lines_and_coco_captions(tmp_path):
    path = write(tmp_path, 'p.jsonl', '\n'.join([
        '{"text": "two stars", "classes": ["star"]}',
        '{"file_name": "1.png", "caption": "a cross"}']))
    builder = FilePrompt(CLASSES, path)
    assert builder.prompts == [('two stars', ('star', )),
                               ('a cross', ('cross', ))]
    coco = write(tmp_path, 'captions.json', json.dumps(dict(
        images=[dict(id=1)], annotations=[
            dict(id=1, image_id=1, caption='a star\nand a car'),
            dict(id=2, image_id=1, caption='nothing')])))
    builder = FilePrompt(CLASSES, coco)
    assert builder.prompts == [('a star and a car', ('star', 'car'))]
    assert builder.left_out == 1


CAPTIONS = json.dumps(dict(
    images=[dict(id=index, file_name=f'{index}.jpg') for index in range(4)],
    annotations=[dict(image_id=index, caption=f'a star in image {index}')
                 for index in (3, 0, 1, 2, 3)]))


def test_prompts_of_harder_images_come_up_more_often(tmp_path):
    path = write(tmp_path, 'captions.json', CAPTIONS)
    weights = {'0.jpg': 4.0, '1.jpg': 0.25, '3.jpg': 1.5, 'other.jpg': 2.0}
    builder = FilePrompt(CLASSES, path, shuffle=True, image_weights=weights)
    texts = [builder(index, 0)[0] for index in range(5000)]
    # Image 2 is not listed and weighs 1; image 3 has two captions.
    for image, weight in enumerate((4, 0.25, 1, 2 * 1.5)):
        assert texts.count(f'a star in image {image}') / 5000 == (
            pytest.approx(weight / 8.25, abs=0.01))
    again = FilePrompt(CLASSES, path, shuffle=True, image_weights=weights)
    assert [again(index, 0)[0] for index in range(99, -1, -1)] == (
        texts[99::-1])
    assert [again(index, 1)[0] for index in range(100)] != texts[:100]
    assert builder.describe()['prompts weighted by their image'] == 4


def test_image_and_class_weights_are_multiplied(tmp_path):
    path = write(tmp_path, 'p.jsonl', '\n'.join(
        json.dumps(dict(text=text, file_name=name)) for text, name in (
            ('a star', '1.png'), ('a star', '2.png'), ('a car', '1.png'))))
    builder = FilePrompt(CLASSES, path, shuffle=True,
                         class_weights=[3, 1, 1, 1, 1],
                         image_weights={'1.png': 2.0, '2.png': 0.5})
    counts = Counter(builder(index, 5)[0] for index in range(3000))
    assert counts['a star'] / 3000 == pytest.approx(7.5 / 9.5, abs=0.01)


@pytest.mark.parametrize('name, weights, words', [
    ('c.json', {'7.jpg': 1.0}, "none of the 5 .* 1 images .* '7.jpg'"),
    ('c.json', {'0.jpg': 0.0}, "weight of the image '0.jpg' .* is 0.0"),
    ('c.json', {'0.jpg': -1.0}, "weight of the image '0.jpg' is -1.0"),
    ('c.txt', {'0.jpg': 1.0}, 'none of the 1 prompts'),
    ('c.json', 'no/file.json', 'cannot be read'),
])
def test_bad_image_weights_are_explained(tmp_path, name, weights, words):
    text = CAPTIONS if name == 'c.json' else 'a star'
    with pytest.raises(InputError, match=words):
        FilePrompt(CLASSES, write(tmp_path, name, text), shuffle=True,
                   image_weights=weights)


def test_image_weights_need_a_shuffled_file(tmp_path):
    with pytest.raises(InputError, match='only with shuffle=True'):
        FilePrompt(CLASSES, write(tmp_path, 'c.json', CAPTIONS),
                   image_weights={'0.jpg': 2.0})


@pytest.mark.parametrize('name, text, words', [
    ('p.txt', '', 'is empty'),
    ('p.txt', ' \n\n', 'is empty'),
    ('p.txt', 'a dog\na cat\n', 'none of the 2 prompts'),
    ('p.jsonl', '{"text": "a star"}\n{"text": ', 'line 2 is not JSON'),
    ('p.jsonl', '{"words": "a star"}', 'no text under any of prompt'),
    ('p.jsonl', '{"text": "a dog", "classes": ["dog"]}', "class 'dog'"),
    ('p.json', '[1, 2]', 'not COCO captions'),
    ('p.json', '{"annotations": [{"bbox": []}]}', 'has no caption'),
])
def test_bad_files_are_explained(tmp_path, name, text, words):
    with pytest.raises(InputError, match=words):
        FilePrompt(CLASSES, write(tmp_path, name, text))


def test_missing_and_binary_files_are_explained(tmp_path):
    with pytest.raises(InputError, match='cannot be read'):
        FilePrompt(CLASSES, str(tmp_path / 'none.txt'))
    (tmp_path / 'b.txt').write_bytes(b'star \xff\xfe')
    with pytest.raises(InputError, match='not UTF-8'):
        FilePrompt(CLASSES, str(tmp_path / 'b.txt'))
