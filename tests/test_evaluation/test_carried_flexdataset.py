"""What the carried weights are worth: scenes hold their boxes."""

from dataclasses import replace

import pytest

from mmflexgen.apis import init_generator
from mmflexgen.apis.generator import draw_samples
from mmflexgen.evaluation.detector import Detector
from mmflexgen.evaluation.layout_fidelity import layout_fidelity
from mmflexgen.structures import Composition, SynthRequest
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils.config import load_config

BOXES = ((0.03, 0.36, 0.29, 0.66), (0.37, 0.4, 0.63, 0.7),
         (0.7, 0.36, 0.96, 0.66))


@pytest.fixture(scope='module')
def detector():
    return Detector(
        load_config('configs/downstream/shapesworld_oracle_detector.py'),
        'checkpoints/shapesworld_oracle_detector/detector.pth', 'cpu')


@pytest.fixture(scope='module')
def draw():
    """A function from compositions to images, of stage 1."""
    folder = 'checkpoints/shapesworld_c2i-64'
    generator = init_generator(load_config(
        'configs/flexdataset/flexdataset_shapesworld-64_100.py',
        {'model.base_model.mimc': folder,
         'model.base_model.num_inference_steps': 15}), None, 'cpu')

    def images(scenes):
        requests = [SynthRequest(number, number, '',
                                 tuple(sorted(set(scene.categories))),
                                 composition=scene)
                    for number, scene in enumerate(scenes)]
        return [each.image for each in draw_samples(generator, requests, 16)]

    return images


def test_objects_stand_where_they_were_asked_for(detector, draw):
    names = detector.classes
    # Every class twice, beside other classes than the first time.
    turns = [names, names[::2] + names[1::2]]
    scenes = [Composition(BOXES, tuple(turn[start:start + 3]))
              for turn in turns for start in range(0, 12, 3)]
    images = draw(scenes)

    def judged(compositions):
        asked = [composition_instances(each, names, 64, 64)
                 for each in compositions]
        return layout_fidelity(asked, detector(images), names)

    held = judged(scenes)
    assert held['asked'] == 24
    assert held['found'] >= 80 and held['category_right'] >= 80
    # The detector is no yes-man: other categories are not confirmed.
    others = judged([replace(scene, categories=scene.categories[::-1])
                     for scene in scenes])
    assert others['right'] < 0.6 * held['right']
