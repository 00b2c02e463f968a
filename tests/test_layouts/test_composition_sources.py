"""Requests from compositions, drawn and listed; edits."""

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from mmflexgen.layouts import (CompositionSource, ListedCompositions,
                               OverlappingPairs, SampledCompositions,
                               write_layouts)
from mmflexgen.layouts.edits import add, move, remove, resize, retype
from mmflexgen.layouts.random_move import random_move
from mmflexgen.structures import Composition
from mmflexgen.structures.box import box_area, overlap
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils import InputError, register_all_modules

register_all_modules()
CLASSES = ('disc', 'star', 'ring')
# Ten discs and stars together, four scenes of two rings.
SCENES = [Composition(((0.1, 0.1, 0.5, 0.4), (0.5, 0.5, 0.9, 0.9)),
                      ('disc', 'star'))] * 10 + [
    Composition(((0., 0., 0.25, 0.25), (0.75, 0.75, 1., 1.)),
                ('ring', 'ring'))] * 4


@pytest.fixture
def reader(tmp_path):
    path = str(tmp_path / 'scenes.jsonl')
    write_layouts(path, SCENES)
    return dict(type='mmflexgen.LayoutFile', path=path)


def drawn(reader, count=400, **options):
    composer = SampledCompositions(reader, **options)
    return [composer(index, 7).composition for index in range(count)]


def test_shares_of_categories(reader):
    for share in (0., 0.3, 1.):
        scenes = drawn(reader, multi_category_share=share)
        several = sum(len(set(scene.categories)) > 1 for scene in scenes)
        assert abs(several / 400 - share) < 0.08
        assert all(len(scene) == 2 for scene in scenes)
    several = sum(len(set(each.categories)) > 1 for each in drawn(reader))
    assert abs(several / 400 - 10 / 14) < 0.08


def test_numbers_of_objects_are_equally_frequent(reader):
    scenes = drawn(reader, 2000, counts=(3, 6), multi_category_share=0.5)
    counts = Counter(len(scene) for scene in scenes)
    # No real scene has another number than 2; sigma of 500 is 19.
    assert set(counts) == {3, 4, 5, 6}
    assert max(abs(count - 500) for count in counts.values()) < 90
    several = sum(len(set(scene.categories)) > 1 for scene in scenes)
    assert abs(several / 2000 - 0.5) < 0.05
    # One object is of one category; two may be of two.
    scenes = drawn(reader, counts=(1, 2), multi_category_share=0.5)
    assert all(len(scene) == 2 for scene in scenes
               if len(set(scene.categories)) > 1)
    described = SampledCompositions(reader, counts=(3, 6)).describe()
    assert described['objects in a scene'] == '3 to 6'
    assert 'objects in a scene' not in SampledCompositions(reader).describe()


def test_rare_classes_are_oversampled(reader):
    def rings(rarity):
        # One category a scene: the first one.
        names = Counter(each.categories[0] for each in drawn(
            reader, multi_category_share=0., rarity=rarity))
        return names['ring'] / 400

    # 8 of 28 objects; a third; more than that.
    assert abs(rings(0.) - 8 / 28) < 0.02
    assert abs(rings(1.) - 1 / 3) < 0.02
    assert rings(2.) > 0.36


def test_drawn_boxes_have_real_sizes_and_stay_apart(reader):
    sizes = {'disc': (0.4, 0.3), 'star': (0.4, 0.4), 'ring': (0.25, 0.25)}
    for scene in drawn(reader, 100, max_overlap=0.3):
        for (x1, y1, x2, y2), name in zip(scene.boxes, scene.categories):
            assert (x2 - x1, y2 - y1) == pytest.approx(sizes[name])
    assert overlap((0, 0, .5, .5), (0, 0, .5, .25)) == 0.5
    assert overlap((0, 0, .5, .5), (.5, 0, 1, .5)) == 0
    assert drawn(reader, 20) == drawn(reader, 20)


def test_boxes_overlap_as_real_ones_do(tmp_path):
    # 19 pairs share nothing and one has a third: 95 % are within 0.
    def shifted(part):
        return Composition(((0., 0., 0.2, 0.2),
                            (0.2 * part, 0., 0.2 + 0.2 * part, 0.2)),
                           ('disc', 'star'))

    path = str(tmp_path / 'pairs.jsonl')
    reader = dict(type='mmflexgen.LayoutFile', path=path)
    write_layouts(path, [shifted(1.)] * 19 + [shifted(0.5)])
    assert SampledCompositions(reader).max_overlap == pytest.approx(
        0.05 / 3, abs=1e-9)
    write_layouts(path, [shifted(0.5)] * 2)
    assert SampledCompositions(reader).max_overlap == pytest.approx(1 / 3)
    # Pairs of one scene count, never those of two.
    write_layouts(path, SCENES[:1])
    assert SampledCompositions(reader).max_overlap == 0.


def test_many_objects_are_smaller_as_in_real_scenes(tmp_path):
    # One disc of 0.16 of the image; four of 0.04, each in a corner; one of
    # the stars of a pair, 0.09 and 0.01.
    path = str(tmp_path / 'sizes.jsonl')
    corners = [(x, y, x + 0.2, y + 0.2) for x in (0., 0.8) for y in (0., 0.8)]
    write_layouts(path, [
        Composition(((0.3, 0.3, 0.7, 0.7), ), ('disc', )),
        Composition(tuple(corners), ('disc', ) * 4),
        Composition(((0., 0.3, 0.3, 0.6), (0.7, 0.4, 0.8, 0.5)),
                    ('star', ) * 2)])
    reader = dict(type='mmflexgen.LayoutFile', path=path)

    def areas(name, *counts):
        return sorted({round(box_area(box), 5)
                       for scene in drawn(reader, 200, counts=counts)
                       for box, each in zip(scene.boxes, scene.categories)
                       if each == name})

    # However many share the scene that a box is from.
    assert areas('disc', 1, 1) == [0.16]
    assert areas('disc', 4, 4) == [0.04]
    # None has nine: as in the most crowded.
    assert areas('disc', 9, 9) == [0.04]
    # Objects of a pair have 0.05 on average, of four 0.04; sizes differ
    # among each other as before.
    assert areas('star', 4, 4) == pytest.approx([0.008, 0.072])
    assert areas('star', 2, 2) == pytest.approx([0.01, 0.09])


def test_boxes_are_shifted_sideways_alone(tmp_path):
    path = str(tmp_path / 'heights.jsonl')
    real = [(0.1, 0.1, 0.2, 0.3), (0.5, 0.4, 0.9, 0.8)]
    write_layouts(path, [Composition((box, ), ('disc', )) for box in real])
    # A small one high in the image, a large one below: all are alone, and
    # of unequal size because no number of objects explains it.
    scenes = drawn(dict(type='mmflexgen.LayoutFile', path=path), 100)
    found = {tuple(round(value, 6) for value in scene.boxes[0])
             for scene in scenes}
    assert {(y1, y2, round(x2 - x1, 6)) for x1, y1, x2, y2 in found} == {
        (0.1, 0.3, 0.1), (0.4, 0.8, 0.4)}
    assert {round((x1 + x2) / 2, 6) for x1, _, x2, _ in found} <= {
        0.15, 0.2, 0.7}
    assert len(found) == 4


def test_crowded_boxes_overlap_least(tmp_path):
    # 36 places of a box that has room for four without overlap.
    path = str(tmp_path / 'crowd.jsonl')
    write_layouts(path, [
        Composition(((x / 10, y / 10, x / 10 + 0.5, y / 10 + 0.5), ),
                    ('disc', )) for x in range(6) for y in range(6)])
    reader = dict(type='mmflexgen.LayoutFile', path=path)

    def worst(**options):
        return [max(overlap(one, other)
                    for one, other in combinations(scene.boxes, 2))
                for scene in drawn(reader, 50, counts=(6, 6), **options)]

    # The best of the tries is taken, not the last.
    close, free = worst(max_overlap=0.), worst(max_overlap=1.)
    assert min(close) > 0
    assert max(close) < 0.6 and sum(close) < 0.7 * sum(free)


def test_sampler_refuses_what_cannot_be(reader, tmp_path):
    with pytest.raises(InputError, match='give a share'):
        SampledCompositions(reader, multi_category_share=1.5)
    with pytest.raises(InputError, match='max_overlap .* is -0.1'):
        SampledCompositions(reader, max_overlap=-0.1)
    for counts in ((0, 2), (4, 3), (3, )):
        with pytest.raises(InputError, match=r'counts of .* is \('):
            SampledCompositions(reader, counts=counts)
    with pytest.raises(InputError, match=r'counts=\(1, 1\) allows one'):
        SampledCompositions(reader, counts=(1, 1))
    path = str(tmp_path / 'single.jsonl')
    write_layouts(path, SCENES[-1:])
    with pytest.raises(InputError, match='set multi_category_share to 0'):
        SampledCompositions(dict(reader, path=path),
                            multi_category_share=0.5)


def test_a_list_is_gone_through_in_turn(reader):
    plain = ListedCompositions(reader)
    assert [plain(index, 0).composition for index in range(28)] == SCENES * 2
    mixed = ListedCompositions(reader, shuffle=True)
    order = [mixed(index, 0) for index in range(14)]
    assert Counter(each.composition for each in order) == Counter(SCENES)
    assert order != plain.layouts
    assert mixed(3, 0) == order[3]


def test_a_rejected_slot_of_a_sampled_scene_gets_another(reader):
    composer = SampledCompositions(reader, counts=(3, 4),
                                   multi_category_share=1.)
    for slot in range(20):
        scenes = [composer(slot, 7, attempt).composition
                  for attempt in range(4)]
        assert scenes[0] == composer(slot, 7).composition
        assert scenes[3] == composer(slot, 7, 3).composition
        assert len(set(scenes)) > 1
        # What is rejected more often than other things gets no rarer.
        assert set.intersection(*(set(each.categories) for each in scenes))


def test_requests(reader):
    composer = dict(type='mmflexgen.ListedCompositions', layouts=reader)
    source = CompositionSource(composer, dict(thing_classes=CLASSES))
    first, again = source.request(2, 0, 5), source.request(2, 1, 5)
    assert first.composition == again.composition == SCENES[2]
    assert first.seed != again.seed
    assert (first.prompt, first.classes) == ('', ('disc', 'star'))
    assert first.to_dict()['composition'] == SCENES[2].to_dict()
    moved = CompositionSource(composer, dict(thing_classes=CLASSES),
                              offset=0.25)
    request = moved.request(2, 0, 5)
    assert request == moved.request(2, 0, 5)
    assert request.composition != SCENES[2]
    for old, new in zip(SCENES[2].boxes, request.composition.boxes):
        for axis in (0, 1):
            side = old[axis + 2] - old[axis]
            assert new[axis + 2] - new[axis] == pytest.approx(side)
            assert abs(new[axis] - old[axis]) <= 0.25 * side
    with pytest.raises(InputError, match="category 'ring'"):
        CompositionSource(composer, dict(thing_classes=CLASSES[:2]))
    with pytest.raises(InputError, match='offset is 1'):
        CompositionSource(composer, dict(thing_classes=CLASSES), offset=1.)
    with pytest.raises(InputError, match="prompts is 'both'"):
        CompositionSource(composer, dict(thing_classes=CLASSES), 'both')


def test_captions_of_a_layout_are_drawn(tmp_path):
    layouts = dict(type='mmflexgen.LayoutFile',
                   path=str(tmp_path / 'scenes.jsonl'))
    known = dict(thing_classes=CLASSES)
    write_layouts(layouts['path'], SCENES[:1])
    composer = dict(type='mmflexgen.ListedCompositions', layouts=layouts)
    for other in (composer, dict(type='mmflexgen.SampledCompositions',
                                 layouts=layouts, multi_category_share=1.)):
        with pytest.raises(InputError, match="prompts is 'caption', and no"):
            CompositionSource(other, known, 'caption')
    Path(layouts['path']).write_text(''.join(
        json.dumps(dict(prompt=text, **SCENES[0].to_dict())) + '\n'
        for text in 'ab'))
    source = CompositionSource(composer, known, 'caption')
    assert [source.request(slot, 0, 5).prompt for slot in range(4)] == [
        *'abab']
    # As many layouts as captions: each still gets all of its own.
    source.composer.layouts = [
        replace(layout, captions=('one', 'two'))
        for layout in source.composer.layouts]
    for image in (0, 1):
        prompts = [source.request(slot, 0, 5).prompt
                   for slot in range(image, 40, 2)]
        assert set(prompts) == {'one', 'two'}
        assert prompts == [source.request(slot, 1, 5).prompt
                           for slot in range(image, 40, 2)]


def test_stuff_may_be_asked_for(reader):
    """A generator whose objects are things draws stuff too."""
    source = CompositionSource(
        dict(type='mmflexgen.ListedCompositions', layouts=reader),
        dict(thing_classes=CLASSES[:2], stuff_classes=CLASSES[2:]))
    assert source.request(10, 0, 0).classes == ('ring', )
    scene = Composition(((0., 0., 0.5, 0.5), (0., 0., 1., 1.)),
                        ('grass', 'disc'))
    boxes = composition_instances(scene, ['ring', 'disc'], 20, 10)
    assert boxes.labels.tolist() == [1]
    assert boxes.bboxes.tolist() == [[0., 0., 10., 20.]]


def test_edits():
    scene = SCENES[0]  # the disc is the smaller one: 0
    assert move(scene, 0, 0.1, 0.2).boxes[0] == pytest.approx(
        (0.2, 0.3, 0.6, 0.6))
    # It stops at the border.
    assert move(scene, 0, -1, 1).boxes[0] == pytest.approx((0, 0.7, 0.4, 1))
    # Half as wide and, cut off, as high as the image: still the larger.
    wider = resize(scene, 1, 0.5, 10)
    assert wider.boxes[1] == pytest.approx((0.6, 0., 0.8, 1.))
    assert wider.categories == ('disc', 'star')
    assert retype(scene, 1, 'ring').categories == ('disc', 'ring')
    assert retype(scene, 1, 'ring').boxes == scene.boxes
    more = add(scene, (0., 0., 0.1, 0.1), 'ring')
    assert more.categories == ('ring', 'disc', 'star')
    assert remove(more, 0) == scene
    with pytest.raises(InputError, match='no object 2'):
        remove(scene, 2)
    with pytest.raises(InputError, match='factors above 0'):
        resize(scene, 0, 0, 1)
    with pytest.raises(InputError, match='is no box'):
        add(scene, (0.5, 0, 0.5, 1), 'ring')


def test_pairs_overlap_as_wanted(reader):
    sizes = {'disc': (0.4, 0.3), 'star': (0.4, 0.4), 'ring': (0.25, 0.25)}
    pairs = OverlappingPairs(reader, (0.1, 0.2))
    assert pairs.categories == set(CLASSES)
    seen = Counter()
    for index in range(120):
        scene = pairs(index, 3).composition
        assert scene == pairs(index, 3).composition
        one, other = scene.categories
        assert one != other
        seen.update(scene.categories)
        assert 0.1 <= overlap(*scene.boxes) <= 0.2
        for (x1, y1, x2, y2), name in zip(scene.boxes, scene.categories):
            assert (x2 - x1, y2 - y1) == pytest.approx(sizes[name])
    # Rings are no rarer than the others, though they are in the layouts.
    assert min(seen.values()) > 60
    for bad in ((0., 0.2), (0.3, 0.2), (0.5, 1.), (0.1, )):
        with pytest.raises(InputError, match='cannot overlap by'):
            OverlappingPairs(reader, bad)
    with pytest.raises(InputError, match='in 1000 attempts'):
        OverlappingPairs(reader, (0.98, 0.99))(0, 0)


def test_pairs_need_two_categories(tmp_path):
    path = str(tmp_path / 'rings.jsonl')
    write_layouts(path, SCENES[-1:])
    with pytest.raises(InputError, match='have 1 categories'):
        OverlappingPairs(dict(type='mmflexgen.LayoutFile', path=path))


def test_random_moves_go_to_free_places():
    scene = SCENES[0]
    # Discs stand at the top and stars below.
    rng = Random(1)
    across = [rng.uniform(0., 0.6) for _ in range(50)]
    places = {'disc': [(x, 0.1, x + 0.4, 0.4) for x in across],
              'star': [(x, 0.6, x + 0.4, 1.) for x in across]}
    moved = [random_move(scene, Random(seed), places) for seed in range(60)]
    assert {each.index for each in moved} == {0, 1}
    assert len({each.box for each in moved}) > 10
    assert {round(each.box[1], 6) for each in moved} == {0.1, 0.6}
    for each in moved:
        still = 1 - each.index
        assert scene.boxes[still] in each.scene.boxes
        assert dict(zip(each.scene.boxes, each.scene.categories)) == {
            scene.boxes[still]: scene.categories[still],
            each.box: scene.categories[each.index]}
        assert max(overlap(each.box, box) for box in scene.boxes) <= 0.1
        sides = [[box[axis + 2] - box[axis] for axis in (0, 1)]
                 for box in (each.box, scene.boxes[each.index])]
        assert sides[0] == pytest.approx(sides[1])
    # There is no other place for an object as large as the image.
    full = Composition(((0., 0., 1., 1.), ), ('disc', ))
    assert random_move(full, Random(0), places) is None
