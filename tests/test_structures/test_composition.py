"""Compositions: order, checks, padding."""

import itertools

import pytest
import torch

from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.utils import InputError

BOXES = ((0.5, 0.5, 0.75, 0.75), (0.0, 0.0, 0.5, 1.0), (0.25, 0.5, 0.5, 0.75),
         (0.25, 0.25, 0.5, 0.5), (0.25, 0.25, 0.5, 0.5))
NAMES = ('disc', 'star', 'ring', 'star', 'disc')


def test_order_is_area_x1_y1_category():
    expected = Composition(BOXES, NAMES)
    assert expected.categories == ('disc', 'star', 'ring', 'disc', 'star')
    assert expected.boxes == (BOXES[3], BOXES[3], BOXES[2], BOXES[0],
                              BOXES[1])
    for order in itertools.permutations(range(5)):
        assert expected == Composition(tuple(BOXES[i] for i in order),
                                       tuple(NAMES[i] for i in order))


def test_batch_by_hand():
    batch = CompositionBatch.of(
        [Composition(BOXES[:2], NAMES[:2]), Composition()],
        ('ring', 'star', 'disc'), 4)
    assert batch.boxes[0].tolist() == [
        [0, 0, 1, 1], list(BOXES[0]), list(BOXES[1]), [0] * 4]
    assert batch.categories.tolist() == [[1, 4, 3, 0], [1, 0, 0, 0]]
    assert batch.valid.tolist() == [[True] * 3 + [False],
                                    [True] + [False] * 3]
    empty = CompositionBatch.padding(1, 4)
    for kept, free, part in zip(batch, empty, batch.where(
            torch.tensor([False, True]))):
        assert torch.equal(part[0], free[0])
        assert torch.equal(part[1], kept[1])


def test_pixels_dict_and_mirror():
    made = Composition.from_pixels(
        [(-4, 8, 16, 24), (70, 0, 80, 10)], ['star', 'disc'], 64, 32)
    assert made == Composition(((0, 0.25, 0.25, 0.75), ), ('star', ))
    assert Composition.from_dict(made.to_dict()) == made
    assert made.mirrored().boxes == ((0.75, 0.25, 1.0, 0.75), )
    scene = Composition(BOXES, NAMES)
    assert scene.mirrored().mirrored() == scene


@pytest.mark.parametrize('box', [
    (0.5, 0, 0.5, 1), (0, 0, 1.5, 1), (0, 0, float('nan'), 1), (0, 1, 2),
    (0, 'a', 1, 1)])
def test_a_box_that_is_none(box):
    with pytest.raises(InputError, match='is no box'):
        Composition((box, ), ('star', ))


def test_bad_input():
    with pytest.raises(InputError, match='one category per box'):
        Composition(BOXES, NAMES[:2])
    with pytest.raises(InputError, match="asks for 'disc'"):
        CompositionBatch.of([Composition(BOXES, NAMES)], ('star', 'ring'), 9)
    with pytest.raises(InputError, match='takes 4'):
        CompositionBatch.of([Composition(BOXES, NAMES)], NAMES, 5)
    with pytest.raises(InputError, match='is no composition'):
        Composition.from_dict(dict(boxes=[[0, 0, 1, 1]]))
