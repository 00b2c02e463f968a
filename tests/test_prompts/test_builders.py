"""Template and grammar prompts, and the source around them."""

import json
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

METAINFO = dict(classes=('background', *FOREGROUND))

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
    source = PromptSource(dict(type='mmflexgen.TemplatePrompt'), METAINFO)
    first, again = source.request(5, 0, 0), source.request(5, 3, 0)
    assert (first.prompt, first.classes) == (again.prompt, again.classes)
    assert first.seed != again.seed and again.attempt == 3
    assert source.request(5, 0, 0) == first


def test_source_speaks_prompt_names():
    source = PromptSource(
        dict(type='mmflexgen.TemplatePrompt', count_weights=(1, )),
        dict(classes=['background', 'tvmonitor'],
             prompt_names=dict(tvmonitor='tv monitor')))
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
            METAINFO, classes)


@pytest.mark.parametrize('builder', [
    dict(type='mmflexgen.TemplatePrompt', count_weights=(1, )),
    dict(type='mmflexgen.GrammarPrompt', grammar=dict(start=['{CLS}'])),
    'file'])
def test_weights_decide_how_often_a_class_is_prompted(tmp_path, builder):
    if builder == 'file':
        path = tmp_path / 'prompts.txt'
        path.write_text(''.join(f'a {name}\n' for name in FOREGROUND))
        builder = dict(type='mmflexgen.FilePrompt', path=str(path),
                       shuffle=True)
    source = PromptSource(builder, METAINFO, class_weights=dict(
        star=4, ring=0.5, disc=1.5))
    counts = Counter(source.request(index, 0, 0).classes[0]
                     for index in range(1500))
    for name in FOREGROUND:
        weight = dict(star=4, ring=0.5, disc=1.5).get(name, 1)
        assert counts[name] / 1500 == pytest.approx(weight / 15, abs=0.03)
    assert 'star 4, ' in source.describe()['class weights']


def test_several_classes_with_weights_and_prompt_names(tmp_path):
    path = tmp_path / 'hardness.json'
    path.write_text(json.dumps(dict(classes=dict(
        background=dict(iou=0.9), tv=dict(weight=3.0), cat=dict(weight=0.5),
        dog=dict(weight=0.5)))))
    source = PromptSource(
        dict(type='mmflexgen.TemplatePrompt', count_weights=(0, 1)),
        dict(classes=['tv', 'cat', 'dog'],
             prompt_names=dict(tv='television')),
        class_weights=str(path))
    requests = [source.request(index, 0, 0) for index in range(600)]
    assert all(len(set(request.classes)) == 2 for request in requests)
    counts = Counter(name for request in requests for name in request.classes)
    # Not with tv as the anchor (3/4) nor beside one (6/7 of 1/4): 1/28.
    assert counts['tv'] / 600 == pytest.approx(27 / 28, abs=0.02)
    assert counts['cat'] == pytest.approx(counts['dog'], rel=0.15)
    assert any('a television' in request.prompt for request in requests)


@pytest.mark.parametrize('weights, words', [
    (dict(moon=1), "class_weights names 'moon'"),
    (dict(star=0), "weight of the class 'star' .* is 0; .* above 0"),
    (dict(star=-1), "weight of the class 'star' is -1"),
    (dict(star=float('inf')), 'is inf'),
    (dict(star='much'), "'much'"),
    (dict(star=None), 'is None'),
    ('no/such.json', 'cannot be read'),
])
def test_bad_weights_are_explained(weights, words):
    with pytest.raises(InputError, match=words):
        PromptSource(dict(type='mmflexgen.TemplatePrompt'), METAINFO,
                     class_weights=weights)


def test_weights_need_a_shuffled_file(tmp_path):
    path = tmp_path / 'prompts.txt'
    path.write_text('a star')
    with pytest.raises(InputError, match='only with shuffle=True'):
        PromptSource(dict(type='mmflexgen.FilePrompt', path=str(path)),
                     METAINFO, class_weights=dict(star=2))


@pytest.mark.parametrize('options, words', [
    (dict(template='a photo'), 'no {classes}'),
    (dict(count_weights=(0, 0)), 'not all 0'),
    (dict(count_weights=(1, ) * 13), 'up to 13 classes')])
def test_bad_templates_are_explained(options, words):
    with pytest.raises(InputError, match=words):
        TemplatePrompt(FOREGROUND, **options)
