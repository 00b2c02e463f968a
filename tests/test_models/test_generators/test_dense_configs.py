"""Depth, saliency and pose: the configs through mmengine's Runner, and
several decoders on one pass."""

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.registry import DATASETS, MODELS, TASK_UTILS
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

CONFIGS = Path(__file__).parents[3] / 'configs' / 'datasetdm'


@pytest.fixture(scope='module')
def world(tmp_path_factory) -> str:
    """Enough images for two with one figure in each split."""
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, WorldSettings(train_full=24, val=24, unlabelled=1,
                                    neon=1))
    return str(root)


def _config(name, tiny_folder, world, work_dir) -> Config:
    """A config of two iterations on the tiny model."""
    cfg = Config.fromfile(str(CONFIGS / name))
    cfg.work_dir = str(work_dir)
    cfg.model.base_model.pretrained = tiny_folder
    cfg.train_dataloader.batch_size = 2
    for loader in (cfg.val_dataloader, cfg.test_dataloader):
        loader.batch_size = 2
        loader.dataset.indices = 2
    for loader in (cfg.train_dataloader, cfg.val_dataloader,
                   cfg.test_dataloader):
        loader.dataset.data_root = world
        loader.dataset.ann_file = loader.dataset.ann_file.replace(
            'labelled_100', 'train_full')
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    return cfg


@pytest.mark.parametrize('name,metrics', [
    ('datasetdm-depth_shapesworld-64_50.py', {'abs_rel', 'rmse'}),
    ('datasetdm-saliency_shapesworld-64_100.py', {'MAE', 'Fbeta'}),
    ('datasetdm-pose_shapesworld-64_100.py', {'PCK@0.1'}),
])
def test_trains_and_tests_by_the_runner(name, metrics, tiny_folder, world,
                                        tmp_path):
    cfg = _config(name, tiny_folder, world, tmp_path / 'work')
    runner = Runner.from_cfg(cfg)
    before = {key: value.clone() for key, value in
              runner.model.decoders.state_dict().items()}
    runner.train()
    assert any(not torch.equal(value, before[key]) for key, value in
               runner.model.decoders.state_dict().items())
    found = runner.test()
    assert metrics <= set(found)
    assert all(np.isfinite(found[key]) for key in metrics)


def test_pose_prompts_show_one_figure():
    cfg = Config.fromfile(
        str(CONFIGS / 'datasetdm-pose_shapesworld-64_100.py'))
    source = TASK_UTILS.build(dict(cfg.synthesis.source, metainfo=DATASETS.get(
        'mmflexgen.ShapesWorldDataset').METAINFO))
    requests = [source.request(index, 0, 0) for index in range(50)]
    assert all(request.classes == ('figure', ) for request in requests)
    assert all(request.prompt.count('figure') == 1 for request in requests)
    assert len({request.prompt for request in requests}) > 40


@pytest.fixture(scope='module')
def all_at_once(tiny_folder):
    """A generator with the decoders of several configs."""
    decoders, small = {}, dict(num_queries=8, num_layers=1)
    for name in ('', '-depth', '-saliency', '-pose'):
        path, = CONFIGS.glob(f'datasetdm{name}_shapesworld-64_[15]*0.py')
        cfg = Config.fromfile(str(path))
        decoders.update(cfg.model.decoders)
    decoders['semantic'].head.transformer.update(small)
    instance = dict(decoders['semantic'], head=dict(
        decoders['semantic'].head, type='mmflexgen.InstanceHead',
        score_thr=0.))
    decoders['pose'].head.visible_thr = 1e-3
    cfg.model.decoders = dict(decoders, instance=instance)
    cfg.model.base_model.update(pretrained=tiny_folder,
                                num_inference_steps=2)
    torch.manual_seed(0)
    return MODELS.build(cfg.model)


def test_one_pass_yields_all_labels(all_at_once):
    model = all_at_once
    assert sorted(model.kinds) == ['depth', 'instances', 'saliency', 'sem_seg']
    requests = [
        SynthRequest(0, 11, 'a photo of a figure', ('figure', )),
        SynthRequest(1, 12, 'a ring on grass', ('ring', ))]
    samples = model.generate(requests)
    for sample in samples:
        check_annotations(sample, model.kinds, model.metainfo)
        count = len(sample.instances)
        assert sample.instances.keypoints.shape == (count, 17, 3)
        assert {'confidence', 'instance_confidence', 'saliency_confidence',
                'pose_confidence'} <= set(sample.scores)
    figures = samples[0].instances
    posed = figures.keypoints.any((1, 2))
    assert posed.sum() == 1
    # A prompt without a figure yields none.
    assert samples[1].scores['pose_confidence'] == 0
    assert not samples[1].instances.keypoints.any()
    alone, = model.generate(requests[:1])
    np.testing.assert_allclose(alone.depth, samples[0].depth, rtol=1e-3)
    np.testing.assert_allclose(alone.instances.keypoints[..., 2],
                               figures.keypoints[..., 2])


def test_two_decoders_do_not_overwrite_a_prediction(all_at_once):
    with pytest.raises(InputError, match="'instance' both predict "
                       'pred_instances: test them one at a time'):
        all_at_once.predict(torch.zeros(1, 3, 64, 64))


def test_decoders_without_named_classes_generate(all_at_once):
    """As on NYU, whose images have no label but depth."""
    sample, = all_at_once.generate([SynthRequest(0, 5, 'a kitchen', ())])
    assert sample.depth.min() > 0
