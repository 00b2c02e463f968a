"""Template and grammar prompts, and the source around them."""

from collections import Counter
from pathlib import Path

import pytest
from mmengine.config import Config

from mmflexgen.datasets.shapesworld.captions import captions
from mmflexgen.datasets.shapesworld.classes import FOREGROUND
from mmflexgen.datasets.shapesworld.domains import DAY
from mmflexgen.datasets.shapesworld.scene import draw_scene
from mmflexgen.prompts import GrammarPrompt, PromptSource, TemplatePrompt
from mmflexgen.prompts.class_finder import ClassFinder
from mmflexgen.utils import InputError

GRAMMAR = dict(
    start=[['{a} {things}', 3], '{things} on {place}'],
    things=['{colour} {CLS}', '{colour} {CLS} and {a} {CLS}'],
    colour=['', 'red', 'orange'],
    place=['sand', 'ice'])
CONFIGS = Path(__file__).parents[2] / 'configs/_base_/synthesis'


def shapesworld_grammar():
    cfg = Config.fromfile(str(CONFIGS / 'shapesworld.py'))
    return cfg.synthesis.source.builder.grammar.to_dict()


@pytest.mark.parametrize('builder', [
    TemplatePrompt(FOREGROUND), GrammarPrompt(FOREGROUND, GRAMMAR)])
def test_prompts_are_pure_and_name_their_classes(builder):
    find = ClassFinder(FOREGROUND)
    prompts = [builder(index, 3) for index in range(60)]
    assert [builder(index, 3) for index in reversed(range(60))
            ] == prompts[::-1]
    assert [builder(index, 4) for index in range(60)] != prompts
    for text, names in prompts:
        assert find(text) == names
        assert len(set(names)) == len(names) >= 1
        assert '{' not in text and '  ' not in text


@pytest.mark.parametrize('builder', [
    TemplatePrompt(FOREGROUND),
    GrammarPrompt(FOREGROUND, shapesworld_grammar())])
def test_classes_are_balanced(builder):
    counts = Counter()
    for index in range(2400):
        counts.update(builder(index, 0)[1])
    mean = sum(counts.values()) / len(FOREGROUND)
    assert all(abs(counts[name] / mean - 1) < 0.15 for name in FOREGROUND)


def test_template_writes_the_papers_prompt():
    builder = TemplatePrompt(('arrow', 'star'), (0, 1))
    texts = {builder(index, 0)[0] for index in range(20)}
    assert texts == {'a photo of an arrow, star', 'a photo of a star, arrow'}
    sizes = Counter(len(TemplatePrompt(FOREGROUND, (1, 0, 1))(i, 0)[1])
                    for i in range(400))
    assert set(sizes) == {1, 3} and abs(sizes[1] - 200) < 40


def test_shapesworld_grammar_speaks_the_training_captions():
    learnt, clauses = set(), set()
    for index in range(150):
        scene = draw_scene(f'grammar/{index}', DAY)
        for text in captions(scene, str(index)):
            learnt.update(zip(text.split(), text.split()[1:]))
            clauses.update(text.replace(',', '').split())
    builder = GrammarPrompt(FOREGROUND, shapesworld_grammar())
    strange = Counter()
    for index in range(300):
        words = builder(index, 0)[0].split()
        assert set(' '.join(words).replace(',', '').split()) <= clauses
        strange.update(pair in learnt for pair in zip(words, words[1:]))
    # Pairs of neighbouring words, too, but for rare colour and class.
    assert strange[False] / sum(strange.values()) < 0.08


@pytest.mark.parametrize('grammar, words', [
    (dict(begin=['x']), 'no rule "start"'),
    (dict(start=['{thing} {CLS}']), '{thing}'),
    (dict(start=['plain text']), 'without any class'),
    (dict(start=['{CLS}', '']), 'without any class'),
    (dict(start=['{more}'], more=['{CLS} {more}']), 'never ends'),
    (dict(start=[]), 'list of alternatives'),
    (dict(start=[['{CLS}', -1]]), 'weights'),
    ('no/such.json', 'cannot be read'),
])
def test_bad_grammars_are_explained(grammar, words):
    with pytest.raises(InputError, match=words):
        GrammarPrompt(FOREGROUND, grammar)


def test_grammar_file(tmp_path):
    path = tmp_path / 'grammar.json'
    path.write_text('{"start": ["{a} {CLS}"]}')
    assert GrammarPrompt(['arrow'], str(path))(0, 0) == ('an arrow',
                                                         ('arrow', ))
    path.write_text('{"start": ')
    with pytest.raises(InputError, match='not JSON'):
        GrammarPrompt(['arrow'], str(path))
    with pytest.raises(InputError, match='asks for 2 classes'):
        GrammarPrompt(['arrow'], dict(start=['{CLS} {CLS}']))(0, 0)


def test_source_keeps_prompt_over_attempts():
    source = PromptSource(dict(type='mmflexgen.TemplatePrompt'), FOREGROUND)
    first, again = source.request(5, 0, 0), source.request(5, 3, 0)
    assert (first.prompt, first.classes) == (again.prompt, again.classes)
    assert first.seed != again.seed and again.attempt == 3
    assert source.request(5, 0, 0) == first


def test_source_speaks_prompt_names():
    source = PromptSource(
        dict(type='mmflexgen.TemplatePrompt', count_weights=(1, )),
        ['tvmonitor'],
        prompt_names=dict(tvmonitor='tv monitor'))
    request = source.request(0, 0, 0)
    assert request.prompt == 'a photo of a tv monitor'
    assert request.classes == ('tvmonitor', )


@pytest.mark.parametrize('classes, words', [
    ((), 'no classes'), (('star', 'dog'), "'dog' is not among the 12"),
    (('star', 'star'), 'twice')])
def test_bad_prompt_classes_are_explained(classes, words):
    with pytest.raises(InputError, match=words):
        PromptSource(
            dict(type='mmflexgen.TemplatePrompt', count_weights=(1, )),
            classes, vocabulary=FOREGROUND)


@pytest.mark.parametrize('options, words', [
    (dict(template='a photo'), 'no {classes}'),
    (dict(count_weights=(0, 0)), 'not all 0'),
    (dict(count_weights=(1, ) * 13), 'up to 13 classes')])
def test_bad_templates_are_explained(options, words):
    with pytest.raises(InputError, match=words):
        TemplatePrompt(FOREGROUND, **options)
