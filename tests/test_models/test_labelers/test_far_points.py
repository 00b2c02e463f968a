"""Points on rough maps."""

import itertools

import numpy as np
import pytest

from mmflexgen.models.labelers import far_points


def to_cells(points: np.ndarray, grid: tuple, size: tuple) -> list:
    """Grid cells (row, column) whose centres the points are."""
    scale = np.array(size) / grid
    cells = (points[:, ::-1] + 0.5) / scale - 0.5
    assert np.allclose(cells, cells.round())
    return [tuple(cell) for cell in cells.round().astype(int).tolist()]


@pytest.mark.parametrize('seed', range(20))
def test_strongest_then_each_the_furthest_of_the_strong(seed):
    rng = np.random.default_rng(seed)
    grid = tuple(rng.integers(3, 9, 2))
    size = (grid[0] * rng.integers(1, 9), grid[1] * rng.integers(1, 9))
    response = rng.normal(size=grid) * 10**rng.uniform(-6, 6)
    strong = rng.uniform(0.2, 0.9)
    points = far_points(response, size, 4, strong)
    cells = to_cells(points, grid, size)
    assert response[cells[0]] == response.max()
    limit = response.min() + strong * np.ptp(response)
    others = [cell for cell in itertools.product(*map(range, grid))
              if response[cell] >= limit]
    centres = {cell: (np.array(cell) + 0.5) * np.array(size) / grid
               for cell in others}

    def gap(cell: tuple, before: list) -> float:
        return min(np.linalg.norm(centres[cell] - centres[other])
                   for other in before)

    for place in range(1, 4):
        assert cells[place] in centres
        assert gap(cells[place], cells[:place]) == pytest.approx(
            max(gap(cell, cells[:place]) for cell in others))


def test_scale_of_the_response_means_nothing():
    response = np.random.default_rng(0).random((16, 16))
    np.testing.assert_array_equal(
        far_points(response, (64, 64)), far_points(response * 7 - 3,
                                                   (64, 64)))


def test_points_lie_inside_the_image_and_on_the_cell():
    response = np.zeros((4, 4))
    response[3, 0] = 1
    np.testing.assert_array_equal(far_points(response, (64, 32)),
                                  [[3.5, 55.5]] * 3)
