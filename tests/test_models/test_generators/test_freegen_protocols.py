"""FreeGen's configs of the paper's size: what each asks for, labels, writes
and is trained on fits together."""

from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, init_default_scope

from mmflexgen.registry import DATASETS, TASK_UTILS

CONFIGS = Path(__file__).parents[3] / 'configs' / 'freegen'
COUNTS = dict(voc2012=21, coco=81, cityscapes=7)


def load(stage, data, folder):
    cfg = Config.fromfile(str(CONFIGS / f'{stage}_sd21_{data}-512.py'))
    init_default_scope(cfg.default_scope)
    cfg.model.base_model.pretrained = folder
    # The tiny model attends on smaller grids.
    if stage == 'dataset-diffusion':
        cfg.model.update(cross_resolution=8, self_resolution=16)
    if stage in ('diffumask', 'attn2mask'):
        cfg.model.resolutions = [8, 16]
    if stage == 'egd':
        cfg.model.decoders.grounding.update(
            channels=32, alignment=dict(num_layers=1), head=dict(
                transformer=dict(num_layers=1)))
    return cfg


@pytest.mark.parametrize('stage,data', [
    *((stage, data) for stage in ('pseudo-labels-sam', 'asr', 'egd')
      for data in COUNTS),
    *((stage, 'voc2012') for stage in ('dataset-diffusion', 'diffumask',
                                       'attn2mask'))])
def test_prompts_labels_and_files_fit(stage, data, tiny_folder):
    cfg = load(stage, data, tiny_folder)
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    assert len(model.classes) == COUNTS[data]
    assert model.classes[0] == 'background'
    exporter = TASK_UTILS.build(dict(cfg.synthesis.exporters[0],
                                     metainfo=model.metainfo))
    exporter.check_consumer()
    source = TASK_UTILS.build(
        dict(cfg.synthesis.source, metainfo=model.metainfo))
    for request in (source.request(index, 0, 0) for index in range(40)):
        assert request.classes and 'background' not in request.classes
        for named in request.classes:
            assert model.prompt_names[named] in request.prompt


@pytest.mark.parametrize('data', COUNTS)
def test_each_stage_reads_what_the_one_before_writes(data, tiny_folder):
    asr = load('asr', data, tiny_folder)
    assert asr.train_dataloader.dataset.data_root == (
        f'work_dirs/freegen/pseudo-labels-sam_sd21_{data}-512')
    egd = load('egd', data, tiny_folder)
    samples = egd.train_dataloader.dataset.dataset
    assert samples.data_root == f'data/{data}_freegen'
    head = (CONFIGS / f'asr_sd21_{data}-512.py').read_text()
    assert f'--out {samples.data_root}\n' in head
    classes = MODELS.build(egd.model).classes
    for dataset in (asr.train_dataloader.dataset, samples):
        own = dataset.get('metainfo') or DATASETS.get(
            dataset.type).METAINFO
        assert tuple(own['classes']) == classes
        labels = next(step for step in dataset.pipeline
                      if 'num_classes' in step)
        assert labels.num_classes == COUNTS[data]
    hook = egd.custom_hooks[0]
    for cfg in (asr, egd):
        assert cfg.default_hooks.epoch_seed.type == 'mmflexgen.EpochSeedHook'
    assert (egd.train_cfg.max_epochs - hook.begin) % hook.interval == 0


@pytest.mark.parametrize('base,split', [
    ('shapesworld-64', 'base-classes'), ('sd21_voc2012-512', '15-5')])
def test_unseen_classes_are_in_no_training_sample(base, split):
    kind = 'pseudo-labels-sam' if 'sd21' in base else 'pseudo-labels'
    for stage in (kind, 'asr'):
        cfg = Config.fromfile(str(CONFIGS / f'{stage}_{base}_{split}.py'))
        init_default_scope(cfg.default_scope)
        metainfo = dict(DATASETS.get(cfg.model.metainfo).METAINFO,
                        prompt_names=cfg.model.get('prompt_names', {}))
        source = TASK_UTILS.build(
            dict(cfg.synthesis.source, metainfo=metainfo))
        words = [metainfo['prompt_names'].get(name, name)
                 for name in cfg.unseen]
        assert set(cfg.seen) | set(cfg.unseen) | {'background'} == set(
            metainfo['classes'])
        for request in (source.request(index, 0, 0) for index in range(60)):
            assert not set(request.classes) & set(cfg.unseen)
            assert not any(word in request.prompt for word in words)
    egd = Config.fromfile(str(CONFIGS / f'egd_{base}_{split}.py'))
    root = egd.train_dataloader.dataset.dataset.data_root
    assert f'--out {root}\n' in (
        CONFIGS / f'asr_{base}_{split}.py').read_text()
    # Asked for all classes.
    assert egd.synthesis.source.get('classes') is None
