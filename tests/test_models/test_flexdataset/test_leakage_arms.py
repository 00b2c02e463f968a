"""Both arms of the leakage tool, on a real model of random weights."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.structures import InstanceData
from PIL import Image

from mmflexgen.layouts import write_layouts
from mmflexgen.structures import Composition

TOOL = Path(__file__).parents[3] / 'tools/analysis_tools/leakage.py'


class BlindDetector:
    """Finds the same wherever it looks, and keeps what it was shown."""

    classes = ('ring', 'star', 'mushroom')
    shown = []

    def __init__(self, *args):
        self.shown.clear()

    def check_classes(self, names, where):
        assert set(names) <= set(self.classes)

    def __call__(self, images, batch_size):
        self.shown.extend(images)
        return [InstanceData(
            bboxes=np.zeros((0, 4), np.float32), labels=np.zeros(0, np.int64),
            scores=np.zeros(0, np.float32)) for _ in images]


def test_arms_differ_in_the_mask_alone(trained, tmp_path, tiny_folder,
                                       monkeypatch):
    pytest.importorskip('mmdet')
    monkeypatch.setattr('mmflexgen.evaluation.detector.Detector',
                        BlindDetector)
    trained().export(str(tmp_path / 'export'))
    scenes = str(tmp_path / 'scenes.jsonl')
    write_layouts(scenes, [Composition(
        ((0., 0., 0.4, 0.4), (0.5, 0.5, 1., 1.)), ('star', 'ring'))])
    path = tmp_path / 'config.py'
    Config(dict(
        default_scope='mmdet',
        model=dict(
            type='mmflexgen.FlexDataset',
            metainfo=dict(thing_classes=BlindDetector.classes),
            base_model=dict(
                type='mmflexgen.ComposedDiffusion', pretrained=tiny_folder,
                mimc=str(tmp_path / 'export'), num_inference_steps=2,
                guidance_scale=2.)),
        synthesis=dict(source=dict(composer=dict(layouts=dict(
            type='mmflexgen.LayoutFile', path=scenes)))))).dump(str(path))
    main = runpy.run_path(str(TOOL))['main']
    out, picture = str(tmp_path / 'out.json'), str(tmp_path / 'a.png')

    def arms(*args):
        main([str(path), '--num', '2', '--detector-config', str(path),
              '--out', out, '--picture', picture, *args])
        return np.split(np.stack(BlindDetector.shown), 2)

    masked, unmasked = arms()
    assert not np.array_equal(masked, unmasked)
    again, same = arms('--without', 'model.base_model.masked=True')
    assert np.array_equal(again, masked) and np.array_equal(same, masked)
    assert not np.array_equal(masked[0], masked[1])
    with open(out) as file:
        test = json.load(file)['mcnemar']
    assert test == dict(both=0, only_first=0, only_second=0, neither=2, p=1.)
    # Two scenes, both arms side by side, four times as large.
    assert np.array(Image.open(picture)).shape[1] > 4 * 256
