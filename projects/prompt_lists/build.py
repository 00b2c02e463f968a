"""Makes the prompt lists of configs/prompts from the material.

    python projects/prompt_lists/build.py --out configs/prompts
"""

import argparse
import re
from itertools import islice
from pathlib import Path
from typing import Dict, Iterator, List

import yaml
from mmengine.config import Config

from checks import SentenceCheck
from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.utils import InputError, one_sentence_errors
from people_sentences import people_sentences
from room_sentences import room_sentences
from sentences import class_sentences
from street_sentences import street_sentences

HERE = Path(__file__).resolve().parent
RULES = HERE.parents[1] / 'configs' / 'prompts'
OBJECTS = ('animals', 'carried', 'food', 'home', 'sports', 'street',
           'vehicles')
# COCO's word for what VOC calls otherwise.
VOC_WORDS = dict(airplane='aeroplane', couch='sofa', motorcycle='motorbike',
                 tv='tv monitor')
PER_ROOM, STREETS, PEOPLE = 10, 300, 300
# Sentences to draw for one that is kept.
MAX_DRAWS = 500


def read_material(name: str) -> Dict:
    path = HERE / 'material' / f'{name}.yml'
    return yaml.safe_load(path.read_text(encoding='utf-8'))


def coco(prompts: PromptList) -> List[str]:
    return objects(prompts, 'coco', {})


def voc(prompts: PromptList) -> List[str]:
    return objects(prompts, 'voc', VOC_WORDS)


def objects(prompts: PromptList, list_name: str,
            words: Dict[str, str]) -> List[str]:
    """As many prompts for each class as the rules ask for."""
    material: Dict[str, Dict] = {}
    for name in OBJECTS:
        material.update(read_material(name))
    coco_name = {new: old for old, new in words.items()}
    streams = {}
    for name in prompts.classes:
        old = coco_name.get(name, name)
        streams[name] = (
            reword(text, words)
            for text in class_sentences(old, material[old], list_name))
    return go_round(prompts, streams, prompts.per_class)


def reword(text: str, words: Dict[str, str]) -> str:
    """Puts VOC's words, which take the same article, for COCO's."""
    if not words:
        return text
    return re.sub(rf'\b({"|".join(words)})\b', lambda m: words[m[1]], text)


def nyu(prompts: PromptList) -> List[str]:
    material = read_material('nyu')
    streams = {name: room_sentences(name, material, 'nyu')
               for name in prompts.classes}
    return go_round(prompts, streams, PER_ROOM)


def cityscapes(prompts: PromptList) -> List[str]:
    stream = street_sentences(read_material('cityscapes'), 'cityscapes')
    return take(prompts, stream, STREETS)


def people(prompts: PromptList) -> List[str]:
    stream = people_sentences(read_material('people'), 'people')
    return take(prompts, stream, PEOPLE)


LISTS = dict(voc=voc, coco=coco, cityscapes=cityscapes, nyu=nyu,
             people=people)


def go_round(prompts: PromptList, streams: Dict[str, Iterator[str]],
             rounds: int) -> List[str]:
    """One prompt of each class after the other, so that any first lines of
    the file are balanced."""
    for _ in range(rounds):
        for name, stream in streams.items():
            take(prompts, stream, 1, name)
    return prompts.prompts


def take(prompts: PromptList, stream: Iterator[str], count: int,
         name: str = None) -> List[str]:
    """The next prompts that the rules allow."""
    check = SentenceCheck(prompts.classes)
    kept = 0
    for text in islice(stream, MAX_DRAWS * count):
        fault = check(text)
        if fault:
            raise InputError(f'the material makes {text!r}, which has '
                             f'{fault}; mend projects/prompt_lists/material')
        kept += prompts.add(text, name) is None
        if kept == count:
            return prompts.prompts
    raise InputError(
        f'the material of {name or "the list"} is used up: {MAX_DRAWS} '
        'sentences were drawn for each that is to be kept, and too many break '
        'a rule; add phrases to projects/prompt_lists/material')


@one_sentence_errors
def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, required=True,
                        help='folder of the lists')
    parser.add_argument('--only', nargs='*', choices=LISTS, default=[*LISTS],
                        help='lists to make; all by default')
    args = parser.parse_args()
    for name in args.only:
        rules = Config.fromfile(RULES / f'{name}.py').prompt_list
        lines = LISTS[name](PromptList(**rules))
        path = args.out / f'{name}.txt'
        path.write_text('\n'.join(lines) + '\n', encoding='utf-8')
        print(f'{path}: {len(lines)} prompts')


if __name__ == '__main__':
    main()
