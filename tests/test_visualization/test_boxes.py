"""Boxes over images."""

import numpy as np

from mmflexgen.visualization.boxes import (MISSED, OTHER, RIGHT, draw_boxes,
                                           status_colours)


def test_boxes_are_drawn_where_they_are():
    image = np.full((20, 20, 3), 100, np.uint8)
    # Without names, so that lines alone are drawn.
    picture = draw_boxes(image, np.array([[5., 5., 15., 18.]]), [''],
                         [RIGHT], scale=4)
    assert picture.shape == (80, 80, 3)
    line = (picture == RIGHT).all(-1)
    rows, columns = np.nonzero(line)
    assert (columns.min(), rows.min(), columns.max(), rows.max()) == (
        20, 20, 59, 71)
    # A line and no fill.
    assert line.sum() == 2 * 40 + 2 * 52 - 4
    assert (image == 100).all()
    named = draw_boxes(image, [[5., 5., 15., 18.]], ['star'], [RIGHT])
    assert (named != picture).any()
    # A detector's boxes: outside, and without an area.
    draw_boxes(image, [[-9., -9., 50., 50.], [3., 3., 3., 3.]], 'ab',
               [OTHER] * 2)


def test_colours_tell_what_was_found():
    assert status_colours(np.array([2, 0, -1]), np.array(
        [True, False, False])) == [RIGHT, OTHER, MISSED]
