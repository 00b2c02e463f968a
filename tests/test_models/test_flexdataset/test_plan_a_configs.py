"""Plan A's configs through mmengine's Runner and the synthesis engine."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner
from mmseg.structures import SegDataSample

from mmflexgen.apis.generator import image_model, init_generator
from mmflexgen.datasets.shapesworld.classes import FOREGROUND
from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.layouts import write_layouts
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, SynthRequest
from mmflexgen.utils import InputError

ROOT = Path(__file__).parents[3]
CONFIGS = ROOT / 'configs' / 'flexdataset'


@pytest.fixture(scope='module')
def world(tmp_path_factory) -> str:
    root = tmp_path_factory.mktemp('shapesworld')
    write_world(root, WorldSettings(train_full=4, val=2, unlabelled=1,
                                    neon=1))
    return str(root)


@pytest.fixture
def base_model(trained, tiny_folder, tmp_path):
    """Config of a random composition-to-image model of ShapesWorld."""
    trained(classes=FOREGROUND).export(str(tmp_path / 'export'))
    return dict(pretrained=tiny_folder, mimc=str(tmp_path / 'export'),
                num_inference_steps=2)


def moved(value, world):
    """A config's paths in another folder and split."""
    if isinstance(value, dict):
        return {key: moved(each, world) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(moved(each, world) for each in value)
    if isinstance(value, str):
        return value.replace('data/shapesworld', world).replace(
            'labelled_100', 'train_full')
    return value


@pytest.mark.parametrize('task,metrics', [
    ('semantic', {'given/mIoU'}), ('instance', {'coco/segm_mAP'}),
    ('depth', {'abs_rel'}), ('saliency', {'MAE', 'Fbeta'})])
def test_trains_and_tests_by_the_runner(task, metrics, base_model, world,
                                        tmp_path):
    cfg = Config(moved(Config.fromfile(str(
        CONFIGS / f'flexdataset-{task}_shapesworld-64_100.py')).to_dict(),
        world))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.base_model.update(base_model)
    cfg.train_dataloader.batch_size = cfg.val_dataloader.batch_size = 2
    cfg.train_cfg.max_iters = cfg.train_cfg.val_interval = 2
    runner = Runner.from_cfg(cfg)
    before = {key: value.clone() for key, value in
              runner.model.state_dict().items()}
    runner.train()
    assert before and all(key.startswith('decoders.') for key in before)
    assert any(not torch.equal(value, before[key]) for key, value in
               runner.model.state_dict().items())
    found = runner.test()
    assert metrics <= set(found)
    assert all(np.isfinite(found[key]) for key in metrics)


@pytest.mark.parametrize('name', ['flexdataset-multitask', 'plan-b'])
def test_images_alone_need_no_other_weights(name, base_model):
    cfg = Config.fromfile(str(CONFIGS / f'{name}_shapesworld-64_100.py'))
    cfg.model.get('generator', cfg.model).base_model.update(base_model)
    generator = init_generator(image_model(cfg), device='cpu')
    assert generator.kinds == ('instances', )
    assert {'decoders', 'annotators'} & set(cfg.model)  # stays as it was


def test_images_of_plan_b_with_decoders_of_its_own_generator():
    flexdataset = dict(type='mmflexgen.FlexDataset', decoders=dict(a=1),
                       base_model=dict(mimc='x'))
    cfg = Config(dict(model=dict(type='mmflexgen.Annotated', annotators=[],
                                 generator=flexdataset)))
    assert image_model(cfg).model == dict(
        type='mmflexgen.FlexDataset', base_model=dict(mimc='x'))


def test_images_of_other_systems_are_refused():
    cfg = Config.fromfile(str(CONFIGS.parent / 'datasetdm'
                              / 'datasetdm-named_shapesworld-64_100.py'))
    with pytest.raises(InputError, match='DatasetDM, draws no compositions'):
        image_model(cfg)


def test_four_annotations_through_the_engine(base_model, tmp_path):
    cfg = Config.fromfile(str(
        CONFIGS / 'flexdataset-multitask_shapesworld-64_100.py'))
    cfg.model.base_model.update(base_model)
    cfg.model.decoders.instance.head.score_thr = 0.
    cfg.synthesis.update(batch_size=2, batches_per_shard=1)
    cfg.dump(str(tmp_path / 'config.py'))
    torch.manual_seed(0)
    torch.save(dict(state_dict=MODELS.build(cfg.model).state_dict()),
               tmp_path / 'weights.pth')
    scenes = tmp_path / 'scenes.jsonl'
    write_layouts(str(scenes), [
        Composition(((0.1, 0.1, 0.5, 0.6), (0.4, 0.4, 0.9, 0.9)),
                    ('star', 'ring')),
        Composition(((0., 0., 0.3, 1.), ), ('mushroom', ))])
    spec = importlib.util.spec_from_file_location(
        'tool_synthesize', ROOT / 'tools' / 'synthesize.py')
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    def run(out, *options):
        assert tool.main([str(tmp_path / 'config.py'),
                          str(tmp_path / 'weights.pth'), '--layouts',
                          str(scenes), '--num', '3', '--out',
                          str(tmp_path / out), *options]) == 0
        return {line['id']: line for path in
                (tmp_path / out / 'manifest').glob('shard_*.jsonl')
                for line in map(json.loads, path.read_text().splitlines())}

    lines = run('batched')
    assert {key.split('/')[1] for key in lines[0]['files']} >= {
        'image', 'sem_seg', 'depth', 'saliency'}
    assert lines[0]['composition']['categories'] == ['star', 'ring']
    # A category that was not asked for is in no label.
    assert set(lines[1]['pixels']) <= {'background', 'mushroom'}
    assert set(lines[1]['objects']) <= {'mushroom'}
    assert run('again')[2]['sha256'] == lines[2]['sha256']


def test_zero_shot_weights_serve_names_they_were_not_told(base_model, world,
                                                          tmp_path):
    cfg = Config(moved(Config.fromfile(str(
        CONFIGS / 'flexdataset-semantic_shapesworld-64_9-3.py')).to_dict(),
        world))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.base_model.update(base_model)
    cfg.train_dataloader.batch_size = 2
    # Images of all classes: unseen ones are ignored.
    cfg.train_dataloader.dataset.update(
        ann_file='ImageSets/Segmentation/train_full.txt', indices=None)
    cfg.train_cfg.max_iters = 1
    runner = Runner.from_cfg(cfg)
    for sample in runner.train_dataloader.dataset:
        labels = sample['data_samples'].gt_sem_seg.data.unique().tolist()
        assert set(labels) <= {*range(10), 255}
    runner.train()

    ask = Config.fromfile(str(
        CONFIGS / 'flexdataset-semantic_shapesworld-64_100.py'))
    ask.model.base_model.update(base_model)
    generator = init_generator(ask, str(tmp_path / 'work' / 'iter_1.pth'),
                               'cpu')
    scene = Composition(((0.1, 0.1, 0.6, 0.7), ), ('star', ))
    with torch.no_grad():
        decoded = generator.decoders.semantic(generator.labelled_query(
            torch.zeros(1, 3, 64, 64), [SegDataSample(metainfo=dict(
                gt_bboxes=np.float32([[6, 6, 38, 45]]),
                box_categories=('star', )))]))
    assert decoded[0][-1].shape[-1] == 13 + 1
    sample, = generator.generate([
        SynthRequest(0, 0, '', scene.categories, composition=scene)])
    star = ('background', *FOREGROUND).index('star')
    assert set(np.unique(sample.sem_seg)) <= {0, star}


@pytest.mark.parametrize('name', [
    'flexdataset-instance_sd15_coco-512_400',
    'flexdataset-depth_sd15_coco-512_plan-b',
    'flexdataset-semantic_shapesworld-64_plan-b',
    'flexdataset-depth_shapesworld-64_plan-b',
    'flexdataset-saliency_shapesworld-64_plan-b'])
def test_what_configs_say_of_each_other(name):
    cfg = Config.fromfile(str(CONFIGS / f'{name}.py'))
    pipeline = cfg.train_dataloader.dataset.pipeline
    kinds = [step['type'].split('.')[-1] for step in pipeline]
    if name.endswith('plan-b'):
        boxes = pipeline[kinds.index('LoadBoxes')]
        root = cfg.train_dataloader.dataset.data_root
        assert boxes.layouts.data_root == root == cfg.plan_b
        assert kinds.index('LoadBoxes') < kinds.index('RandomFlip')
        assert {'gt_bboxes', 'box_categories'} <= set(
            pipeline[-1].meta_keys)
    else:
        metainfo = cfg.model.metainfo
        assert len(metainfo.thing_classes) == 80
        assert len(metainfo.stuff_classes) == 91
        kinds = [step['type'] for step in cfg.val_dataloader.dataset.pipeline]
        assert kinds.index('LoadAnnotations') < kinds.index('Resize')
