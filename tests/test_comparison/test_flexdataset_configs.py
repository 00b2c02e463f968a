"""FlexDataset's configs plan, build and fit together."""

import os.path as osp
from glob import glob

import pytest
import torch
from mmengine.registry import MODELS, init_default_scope
from mmseg.datasets import PascalVOCDataset
from mmseg.structures import SegDataSample

from mmflexgen.datasets.shapesworld.classes import UNSEEN
from mmflexgen.datasets.shapesworld_dataset import ShapesWorldDataset
from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.utils.metainfo import resolve_metainfo
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(
    osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__)))), 'configs')
# DatasetDM's decoder with class names is the better one of 100 images.
NAMED = dict(semantic='named')
PLAN_B = sorted(glob(osp.join(CONFIGS, 'flexdataset', 'plan-b_*.py')))


def config(name):
    return load_config(osp.join(CONFIGS, name))


def without_training(value):
    """A decoder's config without what only training reads."""
    if isinstance(value, dict):
        return {key: without_training(each) for key, each in value.items()
                if key not in ('criterion', 'dropout', 'feature_dropout')}
    return value


@pytest.mark.parametrize('name,runs', [
    # Settings with the same real data share the runs on real only.
    ('shapesworld_semantic', 27), ('shapesworld_instance', 27),
    ('shapesworld_depth', 27), ('shapesworld_saliency', 33),
    ('shapesworld_long-tail', 21), ('shapesworld_ablation-categories', 30),
    ('shapesworld_ablation-offset', 30), ('shapesworld_ablation-text', 12),
    ('voc2012_mask2former-r50', 15), ('voc2012_mask2former-swin-b', 15),
    ('voc2012_mask2former-swin-b_full', 6), ('voc2012_long-tail', 9),
    ('coco_mask2former-r50', 15), ('coco_mask2former-swin-b', 18),
    ('nyu_swin-l', 15), ('ppm100_modnet', 9)])
def test_comparisons(name, runs):
    plan = ComparisonPlan(config(f'comparisons/flexdataset_{name}.py'))
    table = plan.table_runs()
    assert len({run.name for run in table}) == runs
    joint = [run for run in table if run.row == 'joint']
    assert {run.setting for run in joint} == set(plan.settings)
    for run in joint:
        real, synthetic = run.cfg.train_dataloader.dataset.datasets
        assert real.data_root != synthetic.data_root
        assert real.type == synthetic.type
        # The folder that the setting's command writes is the one it reads.
        command = plan.settings[run.setting].synthesize.split()
        out = command[command.index('--out') + 1]
        assert synthetic.data_root.rstrip('/') == out
        made_by = [word for word in command if word.startswith('configs/')]
        assert all(osp.isfile(osp.join(osp.dirname(CONFIGS), path))
                   for path in made_by)


@pytest.mark.parametrize('task', [
    'semantic', 'instance', 'depth', 'saliency'])
def test_decoders_of_both_systems_learn_from_the_same_images(task):
    """Those that real only has, too."""
    setting, = (each for each in config(
        f'comparisons/flexdataset_shapesworld_{task}.py').comparison.settings
        if each.name == 'DatasetDM')
    for name in (f'flexdataset/flexdataset-{task}',
                 f'datasetdm/datasetdm-{NAMED.get(task, task)}'):
        data = config(f'{name}_shapesworld-64_100.py').train_dataloader
        assert data.dataset.ann_file == setting.real.ann_file
        assert data.dataset.get('indices') is None
        assert data.batch_size == 16


@pytest.mark.parametrize('system,joined', [
    ('flexdataset', 'flexdataset_multitask.pth'),
    ('datasetdm', 'datasetdm_multitask_100.pth')])
def test_joined_decoders_are_those_of_their_configs(system, joined):
    """But for what only training reads, and the iteration is the last."""
    name = f'{system}-multitask_shapesworld-64_100'
    cfg = config(f'{system}/{name}.py')
    with open(osp.join(CONFIGS, system, f'{name}.py'), encoding='utf-8') as f:
        head = f.read().split('_base_')[0]
    assert f'/{joined}' in head
    found = {}
    for task in ('semantic', 'instance', 'depth', 'saliency'):
        part = (NAMED if system == 'datasetdm' else {}).get(task, task)
        own = config(f'{system}/{system}-{part}_shapesworld-64_100.py')
        found.update(own.model.decoders)
        assert (f'-{part}_shapesworld-64_100/'
                f'iter_{own.train_cfg.max_iters}.pth') in head
    assert without_training(found) == without_training(cfg.model.decoders)


@pytest.mark.parametrize('path', PLAN_B, ids=osp.basename)
def test_plan_b_gives_what_it_exports(path):
    cfg = load_config(path)
    # FlexDataset without decoders: the boxes that were asked for.
    assert cfg.model.generator.type == 'mmflexgen.FlexDataset'
    kinds = {'image', 'instances'}
    for settings in cfg.model.annotators:
        annotator = TASK_UTILS.get(settings.type)
        kinds.add(settings.get('kind') or dict(
            MMSegAnnotator='sem_seg', MMDetAnnotator='instances',
            TransformersSegmentationAnnotator='sem_seg',
            TransformersDepthAnnotator='depth')[annotator.__name__])
        if 'config' in settings and '::' not in settings.config:
            assert osp.isfile(osp.join(osp.dirname(CONFIGS), settings.config))
    for exporter in cfg.synthesis.exporters:
        assert set(TASK_UTILS.get(exporter.type).kinds) <= kinds


def test_voc_has_a_name_for_every_class():
    cfg = config('flexdataset/plan-b_sd15_voc2012-512.py')
    metainfo = cfg.model.generator.metainfo
    for key, names in PascalVOCDataset.METAINFO.items():
        assert [list(name) for name in names] == [
            list(name) for name in metainfo[key]], key
    things = set(metainfo.thing_classes[:80])
    asked = things - set(cfg.synthesis.source.composer.layouts.left_out)
    rename = cfg.model.annotators[0].rename
    assert {rename.get(name, name) for name in asked} == set(
        PascalVOCDataset.METAINFO['classes']) - {'background'}


@pytest.mark.parametrize('name', [
    'modnet_shapesworld', 'modnet_mobilenet-v2_ppm100-512',
    'minet_r18_shapesworld', 'minet_r50_portraits-320'])
def test_models_of_saliency_predict(name):
    size = 128
    cfg = config(f'downstream/{name}.py')
    init_default_scope(cfg.default_scope)
    model = MODELS.build(cfg.model).eval()
    sample = SegDataSample(metainfo=dict(
        img_shape=(size, size), ori_shape=(64, 64)))
    image = torch.randint(0, 256, (3, size, size), dtype=torch.uint8)
    with torch.no_grad():
        found = model.test_step(dict(inputs=[image], data_samples=[sample]))
    assert found[0].seg_logits.data.shape == (1, 64, 64)
    assert not any('SyncBatchNorm' in type(module).__name__
                   for module in model.modules())


@pytest.mark.parametrize('train,ask,dataset,unseen', [
    ('shapesworld-64_9-3', 'shapesworld-64_100', ShapesWorldDataset,
     set(UNSEEN)),
    ('sd15_voc2012-512_15-5', 'sd15_voc2012-512_100', PascalVOCDataset,
     {'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor'})])
def test_zero_shot_decoders_are_told_seen_names_alone(train, ask, dataset,
                                                      unseen):
    train, ask = (config(f'flexdataset/flexdataset-semantic_{name}.py')
                  for name in (train, ask))
    told = list(train.model.metainfo.classes)
    metainfo = resolve_metainfo(ask.model.metainfo)
    names = list(metainfo['classes'])
    assert names == list(dataset.METAINFO['classes'])
    assert set(told) == set(names) - unseen
    exporter, = ask.synthesis.exporters
    TASK_UTILS.build(exporter, default_args=dict(
        metainfo=metainfo)).check_consumer()
    if 'prompt_names' in ask.model:  # the image model knows them all
        assert train.load_boxes.rename == ask.model.prompt_names
        assert {ask.model.prompt_names.get(name, name)
                for name in names[1:]} < set(train.classes)
    for loader in (train.train_dataloader, train.val_dataloader):
        kept = loader.dataset.metainfo.classes
        label_map = dataset.get_label_map(kept)
        assert [names[label] for label, new in label_map.items()
                if new == 255] == [name for name in names if name in unseen]
        assert [told[new] for new in label_map.values() if new != 255] == [
            name for name in names if name not in unseen]
    # All else is one decoder's.
    for key in ('base_model', 'decoders', 'restrict_to_composition'):
        assert train.model[key] == ask.model[key]
    assert ask.model.restrict_to_composition
