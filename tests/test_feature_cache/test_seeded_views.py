"""Views that are the same whenever they are read."""

import random

import numpy as np
import torch

from mmflexgen.datasets import SeededViews


def test_a_view_follows_from_its_number(dataset):
    views = SeededViews(dataset, num_views=3, seed=1)
    assert len(views) == 9
    assert views.metainfo['classes'][0] == 'background'
    np.random.seed(0), random.seed(0), torch.manual_seed(0)
    first = [views[index] for index in range(9)]
    np.random.seed(9), random.seed(9), torch.manual_seed(9)
    other = SeededViews(dataset, num_views=5, seed=1)
    for index in reversed(range(9)):
        again = other[index]
        assert torch.equal(again['inputs'], first[index]['inputs'])
        assert torch.equal(again['data_samples'].gt_sem_seg.data,
                           first[index]['data_samples'].gt_sem_seg.data)
        assert (again['data_samples'].view_seed ==
                first[index]['data_samples'].view_seed)
    # Views 0, 1 and 2 of the first image: one file, three pictures.
    paths = {first[index]['data_samples'].img_path for index in (0, 3, 6)}
    assert len(paths) == 1
    images = [each['inputs'] for each in first]
    images.append(SeededViews(dataset, seed=2)[0]['inputs'])
    assert len({image.numpy().tobytes() for image in images}) == 10
    assert len({each['data_samples'].view_seed for each in first}) == 9


def test_the_global_generators_go_on_as_before(dataset):
    def draw():
        return random.random(), np.random.rand(), torch.rand(()).item()

    np.random.seed(0), random.seed(0), torch.manual_seed(0)
    expected = draw()
    np.random.seed(0), random.seed(0), torch.manual_seed(0)
    SeededViews(dataset)[0]
    assert draw() == expected
