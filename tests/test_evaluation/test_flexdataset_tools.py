"""The measuring tools of FlexDataset, with a generator that paints.

It paints squares in colours of their categories where they are asked for, on
noise; the detector knows the colours. So every figure is known beforehand.
"""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.structures import InstanceData
from PIL import Image
from torch import nn

from mmflexgen.layouts import write_layouts
from mmflexgen.structures import Composition, SynthSample
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils import register_all_modules

register_all_modules()
TOOLS = Path(__file__).parents[2] / 'tools/analysis_tools'
CLASSES = ('disc', 'star', 'ring', 'cross')
COLOURS = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]],
                   np.uint8)


class Painter(nn.Module):
    """Stands in for a generator."""

    metainfo = dict(thing_classes=CLASSES)

    def __init__(self, masked):
        super().__init__()
        self.masked = masked

    def generate(self, requests):
        return [self.paint(request) for request in requests]

    def paint(self, request):
        # Grey levels up to 99 are nobody's colour.
        image = np.random.default_rng(request.seed).integers(
            0, 100, (64, 64, 3)).astype(np.uint8)
        objects = composition_instances(request.composition, CLASSES, 64, 64)
        colours = COLOURS[objects.labels]
        if not self.masked and request.sample_id % 3 == 0:
            colours[:] = colours[0]  # everything takes on one category
        for box, colour in list(zip(objects.bboxes, colours))[::-1]:
            x1, y1, x2, y2 = box.round().astype(int)
            image[y1:y2, x1:x2] = colour
        return SynthSample(metainfo=dict(request=request), image=image,
                           instances=objects)


class ColourDetector:
    """Stands in for a detector: everything of one colour is one object."""

    classes = ('cross', 'disc', 'ring', 'star')  # in an order of its own

    def __init__(self, cfg, checkpoint, device=None):
        assert cfg.detector and checkpoint == 'weights.pth'

    def check_classes(self, names, where):
        assert set(names) <= set(self.classes)

    def __call__(self, images, batch_size):
        return [self.look(image) for image in images]

    def look(self, image):
        boxes, labels = [], []
        for label, name in enumerate(self.classes):
            rows, columns = np.nonzero(
                (image == COLOURS[CLASSES.index(name)]).all(-1))
            if len(rows):
                boxes.append([columns.min(), rows.min(), columns.max() + 1,
                              rows.max() + 1])
                labels.append(label)
        return InstanceData(
            bboxes=np.array(boxes, np.float32).reshape(-1, 4),
            labels=np.array(labels, np.int64),
            scores=np.full(len(labels), 0.9, np.float32))


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs a tool and gives its JSON and its picture."""
    monkeypatch.setattr('mmflexgen.evaluation.detector.Detector',
                        ColourDetector)
    monkeypatch.setattr(
        'mmflexgen.apis.init_generator', lambda cfg, checkpoint, device:
        Painter(cfg.model.base_model.get('masked', True)))
    detector = tmp_path / 'detector.py'
    detector.write_text('detector = True\ndefault_scope = "mmdet"\n')

    def call(name, *args):
        out, picture = tmp_path / 'out.json', tmp_path / 'picture.png'
        main = runpy.run_path(str(TOOLS / f'{name}.py'))['main']
        main([*map(str, args), '--detector-config', str(detector),
              '--detector-checkpoint', 'weights.pth', '--out', str(out),
              '--picture', str(picture)])
        assert np.array(Image.open(picture)).any()
        return json.loads(out.read_text())

    return call


@pytest.fixture
def config(tmp_path):
    """Config of a generator, and the squares that its scenes are of."""
    scenes = str(tmp_path / 'scenes.jsonl')
    write_layouts(scenes, [
        Composition(((0., 0., 0.25, 0.25), (0.5, 0., 0.75, 0.25),
                     (0., 0.5, 0.3, 0.8), (0.6, 0.6, 0.9, 0.9))[:count],
                    CLASSES[:count]) for count in (4, 3)] + [
        # To where discs and stars may be moved.
        Composition(((0.3, 0.3, 0.55, 0.55), (0.7, 0.3, 0.95, 0.55)),
                    CLASSES[:2])])
    path = tmp_path / 'config.py'
    Config(dict(
        default_scope='mmdet',
        model=dict(type='mmflexgen.FlexDataset', base_model=dict()),
        synthesis=dict(source=dict(
            type='mmflexgen.CompositionSource',
            composer=dict(
                type='mmflexgen.ListedCompositions', layouts=dict(
                    type='mmflexgen.LayoutFile', path=scenes)))))
    ).dump(str(path))
    return path


def test_fidelity_of_a_synthesised_folder(run, tmp_path, capsys):
    root = tmp_path / 'synthetic'
    (root / 'train').mkdir(parents=True)
    (root / 'manifest').mkdir()
    scene = Composition(((0., 0., 0.25, 0.25), (0.5, 0., 0.75, 0.25),
                         (0., 0.5, 0.3, 0.8)), CLASSES[:3])
    swapped = Composition(scene.boxes, ('star', 'disc', 'ring'))
    lines = []
    for index, (asked, shown) in enumerate((
            (scene, scene), (scene, swapped), (swapped, swapped))):
        image = Painter(True).paint(
            SynthSample(seed=index, composition=shown, sample_id=1)).image
        Image.fromarray(image).save(root / f'train/{index}.png')
        lines.append(dict(id=index, composition=asked.to_dict(),
                          files={'COCO/image': f'train/{index}.png'}))
    small = Composition(scene.boxes[:2], scene.categories[:2])
    lines += [dict(lines[0], id=3, composition=small.to_dict()),
              dict(id=4, unfilled=True, composition=scene.to_dict())]
    (root / 'manifest/shard_00000.jsonl').write_text(
        ''.join(json.dumps(line) + '\n' for line in lines))
    found = run('layout_fidelity', root)
    assert (found['images'], found['asked'], found['unfilled']) == (3, 9, 1)
    assert found['found'] == 100.
    # The second image has two of its three exchanged.
    assert found['right'] == found['category_right'] == pytest.approx(
        100 * 7 / 9, abs=0.01)
    assert found['per_class']['ring'] == dict(asked=3, found=3, right=3,
                                              AP=100.)
    assert found['per_class']['disc']['right'] == 2
    assert '3 images, 9 objects' in capsys.readouterr().out
    assert run('layout_fidelity', root, '--num', 1)['right'] == 100.
    assert run('layout_fidelity', root, '--min-objects', 1)['images'] == 4

    # The same images as a real dataset.
    boxes = 64 * np.array(scene.boxes)
    (root / 'real.json').write_text(json.dumps(dict(
        images=[dict(id=7, file_name='0.png', width=64, height=64)],
        categories=[dict(id=k, name=name) for k, name in enumerate(CLASSES)],
        annotations=[dict(id=k, image_id=7, iscrowd=0, category_id=CLASSES
                          .index(name), bbox=[x1, y1, x2 - x1, y2 - y1])
                     for k, ((x1, y1, x2, y2), name) in enumerate(zip(
                         boxes.tolist(), scene.categories))])))
    real = run('layout_fidelity', root, '--ann-file', 'real.json',
               '--img-prefix', 'train')
    assert (real['images'], real['asked'], real['right']) == (1, 3, 100.)


def test_leakage(run, config, capsys):
    found = run('leakage', config, '--num', 12, '--iou', 0.05, 0.3)
    without = found['arms']['without mask']
    assert found['arms']['with mask'] == dict(
        both_right=12, objects_found=24, objects_right=24,
        objects_of_the_others_category=0)
    # Every third scene is of one colour.
    assert without['both_right'] == 8
    test = found['mcnemar']
    assert (test['both'], test['only_first'], test['only_second']) == (8, 4,
                                                                       0)
    assert test['p'] == pytest.approx(2 / 2**4)
    assert found['without'] == {'model.base_model.masked': False}
    assert 'McNemar p = 0.125' in capsys.readouterr().out
    # Another opponent, here the same one.
    same = run('leakage', config, '--num', 6, '--iou', 0.05, 0.3,
               '--without', 'model.base_model.mimc=other')
    assert same['mcnemar']['both'] == 6 and same['mcnemar']['p'] == 1.


@pytest.mark.parametrize('composer', ['Listed', 'Sampled'])
def test_other_noise_shows_the_same_scene(run, config, composer):
    cfg = Config.fromfile(config)
    cfg.synthesis.source.composer.type = f'mmflexgen.{composer}Compositions'
    cfg.dump(config)
    found = run('edit_locality', config, '--num', 6, '--max-overlap', 0.5)
    assert found['others_kept'] == found['others_anew']


def test_edit_locality(run, config, capsys):
    found = run('edit_locality', config, '--num', 6)
    assert found['scenes'] == 6
    # Scenes of 4 and of 3 objects, in turn.
    assert found['others'] == 3 * (3 + 2)
    assert found['others_kept'] == found['others_anew'] == 100.
    assert found['moved_found'] == 100.
    assert found['change'] == found['ratio'] == 0.
    assert found['change_between_seeds'] > 10
    assert '6 scenes: of 15 objects' in capsys.readouterr().out


def test_what_cannot_be_measured(run, config, tmp_path, capsys):
    def error(*args):
        with pytest.raises(SystemExit):
            run(*args)
        return capsys.readouterr().err

    (tmp_path / 'manifest').mkdir()
    (tmp_path / 'manifest/shard_00000.jsonl').write_text(
        json.dumps(dict(id=0, files={})) + '\n')
    assert 'none of the 1 samples' in error('layout_fidelity', tmp_path)
    assert '0 have 9 to 9 objects' in error(
        'edit_locality', config, '--num', 1, '--min-objects', 9,
        '--max-objects', 9)
    plain = tmp_path / 'plain.py'
    plain.write_text('model = dict()\nsynthesis = dict(source=dict())\n')
    for tool in ('leakage', 'edit_locality'):
        assert 'no composer' in error(tool, plain)
