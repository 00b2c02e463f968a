"""Six decoders that were trained apart, joined on one pass."""

import sys
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import DefaultScope

from mmflexgen.apis import synthesize
from mmflexgen.apis.generator import init_generator
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

ROOT = Path(__file__).parents[3]
APART = dict(semantic='datasetdm_shapesworld-64_100',
             instance='datasetdm-instance_shapesworld-64_100',
             panoptic='datasetdm-panoptic_shapesworld-64_100',
             depth='datasetdm-depth_shapesworld-64_50',
             pose='datasetdm-pose_shapesworld-64_100',
             saliency='datasetdm-saliency_shapesworld-64_100')
# Decoders that were not trained are not sure of anything.
UNSURE = dict(instance=dict(score_thr=0.), pose=dict(visible_thr=1e-3),
              panoptic=dict(object_mask_thr=0.))
REQUESTS = [SynthRequest(0, 11, 'a photo of a figure', ('figure', )),
            SynthRequest(1, 12, 'a ring on grass', ('ring', ))]


def _config(name: str, tiny_folder: str) -> Config:
    cfg = Config.fromfile(str(ROOT / 'configs/datasetdm' / f'{name}.py'))
    cfg.model.base_model.update(pretrained=tiny_folder,
                                num_inference_steps=2)
    for key, decoder in cfg.model.decoders.items():
        decoder.head.update(UNSURE.get(key, {}))
    return cfg


@pytest.fixture(scope='module')
def apart(tiny_folder):
    """A generator for each task, by the task's own config."""
    models = {}
    for seed, (key, name) in enumerate(APART.items()):
        torch.manual_seed(seed)
        cfg = _config(name, tiny_folder)
        with DefaultScope.overwrite_default_scope(cfg.default_scope):
            models[key] = MODELS.build(cfg.model)
    return models


@pytest.fixture(scope='module')
def checkpoint(apart, tmp_path_factory):
    """Their weights in one file, as the config's head says."""
    folder = tmp_path_factory.mktemp('joined')
    for key, model in apart.items():
        torch.save(dict(state_dict=model.state_dict()), folder / f'{key}.pth')
    out = str(folder / 'multitask.pth')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, 'argv', [
            'publish_weights.py', *(str(folder / f'{key}.pth')
                                    for key in apart), out])
        run_path(str(ROOT / 'tools/model_converters/publish_weights.py'),
                 run_name='__main__')
    return out


@pytest.fixture(scope='module')
def joined(checkpoint, tiny_folder):
    return init_generator(
        _config('datasetdm-multitask_shapesworld-64', tiny_folder),
        checkpoint, 'cpu')


@pytest.fixture(scope='module')
def samples(joined):
    return joined.generate(REQUESTS)


def test_one_pass_yields_all_labels(joined, samples):
    assert sorted(joined.kinds) == ['depth', 'instances', 'panoptic',
                                    'saliency', 'sem_seg']
    for sample in samples:
        check_annotations(sample, joined.kinds, joined.metainfo)
        count = len(sample.instances)
        assert sample.instances.keypoints.shape == (count, 17, 3)
        assert {'confidence', 'instance_confidence', 'panoptic_known',
                'saliency_confidence', 'pose_confidence'
                } == set(sample.scores)
    figures = samples[0].instances
    assert figures.keypoints.any((1, 2)).sum() == 1
    # A prompt without a figure yields none.
    assert samples[1].scores['pose_confidence'] == 0
    assert not samples[1].instances.keypoints.any()


def test_every_label_is_that_of_its_decoder_alone(apart, samples):
    for key, model in apart.items():
        for found, alone in zip(samples, model.generate(REQUESTS)):
            np.testing.assert_array_equal(found.image, alone.image)
            if key in ('semantic', 'panoptic', 'depth', 'saliency'):
                kind, = model.kinds
                np.testing.assert_array_equal(found.get(kind),
                                              alone.get(kind))
            assert alone.scores.items() <= found.scores.items()
            if key == 'instance':
                np.testing.assert_array_equal(found.instances.masks,
                                              alone.instances.masks)
            if key == 'panoptic':
                assert found.segments == alone.segments


def test_two_decoders_do_not_overwrite_a_prediction(joined):
    with pytest.raises(InputError, match='both predict pred_instances: test '
                       'them one at a time'):
        joined.predict(torch.zeros(1, 3, 64, 64))


def test_decoders_without_named_classes_generate(joined):
    """As on NYU, whose images have no label but depth."""
    sample, = joined.generate([SynthRequest(0, 5, 'a kitchen', ())])
    assert sample.depth.min() > 0


def test_a_dataset_in_five_formats(checkpoint, tiny_folder, tmp_path):
    """Each read back by the class that will train on it."""
    cfg = _config('datasetdm-multitask_shapesworld-64', tiny_folder)
    # The tiny tokenizer cuts the grammar's colours into many pieces.
    cfg.synthesis.source.builder = dict(type='mmflexgen.TemplatePrompt')
    result = synthesize(cfg, checkpoint, 3, str(tmp_path / 'set'),
                        device='cpu', progress=False)
    # Decoders that were not trained may find nothing.
    assert all('has no segment' in each for each in result.problems)
    for name in ('SegmentationClass', 'train', 'annotations/panoptic_train',
                 'masks/train'):
        assert len(list((tmp_path / 'set' / name).iterdir())) == 3
    assert {'instances_train.json', 'person_keypoints_train.json',
            'panoptic_train.json'} <= {
        path.name for path in (tmp_path / 'set/annotations').iterdir()}
