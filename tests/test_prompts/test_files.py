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
