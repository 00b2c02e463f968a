"""Files that a language model fills."""

import re

import pytest

from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.write import write_prompts
from mmflexgen.utils import InputError

GUIDE = 'Write {count} captions of a {name}.'
PLACES = ('beach', 'mountain', 'kitchen', 'garden', 'station', 'river',
          'market', 'forest')


def make_list(**options):
    return PromptList(**{**dict(classes=['cat', 'dog'], per_class=3, total=6,
                                min_words=4, similarity=0.8), **options})


class CannedWriter:
    """Answers with sentences of its own for each class, a few at a time."""

    def __init__(self, fail_at=None):
        self.asked, self.seeds, self.fail_at = [], [], fail_at

    def __call__(self, instruction, seed):
        if len(self.asked) == self.fail_at:
            raise KeyboardInterrupt
        count, name = re.search(r'Write (\d+) captions of a (\w+)',
                                instruction).groups()
        start = 2 * self.asked.count(name)
        self.asked.append(name)
        self.seeds.append(seed)
        places = PLACES[start:start + 2]
        return '\n'.join([
            *(f'{number}. One {place} {name} seen near the {place}'
              for number, place in enumerate(places, 1)),
            f'A {name}.', 'A long sentence about some other animal'])


def test_asks_until_every_class_has_enough(tmp_path):
    out, writer = tmp_path / 'p.txt', CannedWriter()
    tally = write_prompts(make_list(), writer, GUIDE, str(out))
    assert writer.asked == ['cat', 'dog', 'cat', 'dog']
    assert len(set(writer.seeds)) == 4
    lines = out.read_text().splitlines()
    assert len(lines) == len(set(lines)) == 8
    assert tally == {'kept': 8, 'too short': 4, 'names no class': 4}


def test_same_seed_gives_the_same_bytes(tmp_path):
    files = []
    for seed in (0, 0, 1):
        out, writer = tmp_path / f'{len(files)}.txt', CannedWriter()
        write_prompts(make_list(), writer, GUIDE, str(out), seed=seed)
        files.append((out.read_bytes(), writer.seeds))
    assert files[0] == files[1]
    assert files[1][1] != files[2][1]


def test_interrupted_file_goes_on(tmp_path):
    out = tmp_path / 'p.txt'
    first = CannedWriter(fail_at=1)
    with pytest.raises(KeyboardInterrupt):
        write_prompts(make_list(), first, GUIDE, str(out))
    kept = out.read_text()
    assert kept.count('\n') == 2
    # An editor may have left the last line without its end.
    out.write_text(kept + 'A cat of my own on a mat')
    second = CannedWriter()
    write_prompts(make_list(), second, GUIDE, str(out))
    assert out.read_text().startswith(kept + 'A cat of my own on a mat\nOne')
    assert second.asked == ['dog', 'dog']
    assert not set(first.seeds) & set(second.seeds)
    third = CannedWriter()
    assert not write_prompts(make_list(), third, GUIDE, str(out))
    assert not third.asked


def test_useless_replies_end_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match=(
            'p.txt has 0 of 6 prompts, after 3 rounds in which 0 of 6 lines '
            'could be used .refused: 6 too short.')):
        write_prompts(make_list(), lambda *_: 'No.', GUIDE,
                      str(tmp_path / 'p.txt'), max_rounds=3)


def test_list_without_classes_to_ask_for(tmp_path):
    replies = iter(['A cat with a dog\nA bird flies high above',
                    'One dog and one small cat outside'])
    write_prompts(make_list(per_class=0, total=2), lambda *_: next(replies),
                  'Write {count}.', str(tmp_path / 'p.txt'))
    assert len((tmp_path / 'p.txt').read_text().splitlines()) == 2


@pytest.mark.parametrize('guide, name, words', [
    ('Write some of a {name}', 'p.txt', 'has no {count}'),
    ('Write {count}', 'p.txt', 'has no {name}'),
    ('Write {count} of {thing}', 'p.txt', "but not 'thing'"),
    (GUIDE, 'p.jsonl', 'must be a text file'),
])
def test_bad_requests_are_explained(tmp_path, guide, name, words):
    with pytest.raises(InputError, match=words):
        write_prompts(make_list(), CannedWriter(), guide,
                      str(tmp_path / name))
