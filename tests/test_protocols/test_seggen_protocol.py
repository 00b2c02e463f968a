"""The segmenters that SegGen's tables train, and their data."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from mmdet.datasets import CocoPanopticDataset
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmengine.evaluator import Evaluator
from mmengine.registry import DATASETS, MODELS, init_default_scope
from mmseg.datasets import ADE20KDataset
from PIL import Image

from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.exporters.coco_panoptic import COCOPanopticExporter
from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures.panoptic_ids import ids_to_rgb
from mmflexgen.utils.metainfo import resolve_metainfo

ROOT = Path(__file__).parents[2]
COCO = [(backbone, task) for backbone in ('r50', 'swin-l')
        for task in ('panoptic', 'instance')]
ADE20K = ['mask2former_r50_ade20k-512', 'mask2former_swin-l_ade20k-640',
          'fcn_hrnet-w48_ade20k-512']
# Settings, and runs with three seeds; real only is shared.
RUNS = {
    'mask2former-r50_seggen': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'fcn-hrnet-w48_seggen': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'mask2former-swin-l_seggen': (['both'], 6),
    'mask2former-r50_seggen_1000': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'mask2former-r50_seggen_same-1000': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'fcn-hrnet-w48_seggen_1000': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'fcn-hrnet-w48_seggen_same-1000': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'mask2former-r50_seggen_p-aug': (
        [f'p_aug {p}' for p in ('0.2', '0.4', '0.6', '0.8', '1')], 18),
    'mask2former-r50_seggen_sizes': (
        [f'{num} samples' for num in ('20,210', '202,100', '606,300',
                                      '1,010,500')], 15),
    'mask2former-r50_seggen_diffumask': (['MaskSyn', 'ImgSyn', 'both'], 12),
    'seggen_domain': (['ADE20K, tested on PASCAL VOC'], 6),
}


def widths(cfg) -> list:
    """Channels of the backbone's maps."""
    if cfg.model.backbone.type == 'ResNet':
        return [256, 512, 1024, 2048]
    return [cfg.model.backbone.embed_dims << level for level in range(4)]


@pytest.mark.parametrize('name', [
    'mask2former_r50_ade20k-512', 'fcn_hrnet-w48_ade20k-512'])
def test_segmenters_of_ade20k_build(config, name):
    cfg = config(f'downstream/{name}')
    init_default_scope(cfg.default_scope)
    with torch.device('meta'):
        model = MODELS.build(cfg.model)
    assert model.decode_head.num_classes == 150
    assert cfg.train_dataloader.dataset.type == 'ADE20KDataset'
    if 'hrnet' in name:  # appendix A.3
        assert cfg.optim_wrapper.optimizer == dict(
            type='SGD', lr=2e-2, momentum=0.9, weight_decay=1e-4)
        assert cfg.train_cfg.max_iters == 100000
        assert cfg.param_scheduler[0].end == 100000
        assert [branch for branch in
                cfg.model.backbone.extra.stage4.num_channels] == [
                    48, 96, 192, 384]


@pytest.mark.parametrize('name', [
    *(f'mask2former_{backbone}_coco-{task}' for backbone, task in COCO),
    'mask2former_r50_ade20k-512', 'mask2former_swin-l_ade20k-640'])
def test_heads_fit_their_backbones(config, name):
    cfg = config(f'downstream/{name}')
    head = cfg.model.get('panoptic_head') or cfg.model.decode_head
    assert list(head.in_channels) == widths(cfg)
    large, coco = 'swin-l' in name, 'coco' in name
    assert head.num_queries == (200 if large and coco else 100)
    assert cfg.model.backbone.init_cfg.checkpoint.startswith('checkpoints/')
    assert not cfg.model.get('pretrained')
    # The backbone learns at a tenth of the rate.
    assert cfg.optim_wrapper.paramwise_cfg.custom_keys.backbone.lr_mult == 0.1
    # 50 epochs of 118,000 images in batches of 16; 100 of Swin-L.
    assert cfg.train_cfg.max_iters == (
        160000 if not coco else 737500 if large else 368750)
    if coco:
        assert cfg.param_scheduler.end == cfg.train_cfg.max_iters
        classes = head.num_things_classes + head.num_stuff_classes
        assert classes == (133 if 'panoptic' in name else 80)
        assert len(head.loss_cls.class_weight) == classes + 1


@pytest.mark.parametrize('name', [
    *(f'mask2former_{backbone}_coco-{task}' for backbone, task in COCO),
    *ADE20K])
def test_pretraining_and_finetuning_are_real_only_but_for_the_data(
        config, name):
    real, first, second = (
        config(f'downstream/{name}{suffix}').to_dict()
        for suffix in ('', '_pretrain', '_finetune'))
    assert second['load_from'] == (
        f'work_dirs/{name}_pretrain/iter_{real["train_cfg"]["max_iters"]}'
        '.pth')
    for other in (first, second):
        for key in ('model', 'optim_wrapper', 'param_scheduler', 'train_cfg',
                    'val_dataloader'):
            assert other[key] == real[key], key
    assert second['train_dataloader'] == real['train_dataloader']
    dataset = first['train_dataloader'].pop('dataset')
    there = real['train_dataloader'].pop('dataset')
    assert first['train_dataloader'] == real['train_dataloader']
    for part in dataset.get('datasets', [dataset]):
        assert part['data_root'].startswith(('data/coco_imgsyn/',
                                             'data/ade_'))
        assert part['data_root'] != there['data_root']
        for key in ('type', 'pipeline'):
            assert part[key] == there[key]
    text = (ROOT / f'configs/downstream/{name}_finetune.py').read_text()
    if 'coco' in name:  # the paper's baseline: as long on real data
        assert (f'load_from=work_dirs/{name}/iter_'
                f'{real["train_cfg"]["max_iters"]}.pth') in text


@pytest.mark.parametrize('backbone', ['r50', 'swin-l'])
def test_panoptic_quality_of_coco_without_panopticapi(config, backbone,
                                                      tmp_path):
    """The config's metrics, on an image of two persons, sky and void in
    COCO's numbers; one person is missed."""
    cfg = config(f'downstream/mask2former_{backbone}_coco-panoptic')
    assert cfg.test_evaluator == cfg.val_evaluator
    quality, objects = cfg.val_evaluator
    assert objects.type == 'CocoMetric'
    dataset = cfg.val_dataloader.dataset
    assert quality.ann_file == dataset.data_root + dataset.ann_file
    assert quality.seg_prefix == dataset.data_root + dataset.data_prefix.seg

    names = CocoPanopticDataset.METAINFO['classes']
    sky = names.index('sky-other-merged')
    segments = [dict(id=number, category_id=category, iscrowd=0)
                for number, category in ((1, 0), (70000, 0), (5, sky))]
    ids = np.zeros((8, 12), np.int32)
    ids[:, :3], ids[:, 3:6], ids[:, 6:10] = 1, 70000, 5
    Image.fromarray(ids_to_rgb(ids)).save(tmp_path / 'a.png')
    (tmp_path / 'a.json').write_text(json.dumps(dict(
        categories=[dict(id=number, name=name)
                    for number, name in enumerate(names)],
        annotations=[dict(image_id=1, file_name='a.png',
                          segments_info=segments)])))
    init_default_scope(cfg.default_scope)
    evaluator = Evaluator(dict(quality, ann_file=str(tmp_path / 'a.json'),
                               seg_prefix=str(tmp_path)))
    evaluator.dataset_meta = CocoPanopticDataset.METAINFO
    # As Mask2Former's fusion writes: void is the number of classes.
    found = np.full(ids.shape, len(names))
    found[ids == 1] = INSTANCE_OFFSET
    found[ids == 5] = sky
    evaluator.process([dict(img_id=1, pred_panoptic_seg=dict(
        sem_seg=torch.from_numpy(found)[None]))])
    metrics = evaluator.evaluate(1)
    # One hit and one miss of a class: 1 / (1 + 1 / 2).
    assert metrics['coco_panoptic/PQ_th'] == pytest.approx(200 / 3)
    assert metrics['coco_panoptic/PQ_st'] == pytest.approx(100)
    assert metrics['coco_panoptic/PQ'] == pytest.approx(250 / 3)


@pytest.mark.parametrize('name', [
    f'mask2former_{backbone}_coco-panoptic{suffix}'
    for backbone in ('r50', 'swin-l')
    for suffix in ('', '_aug', '_pretrain', '_finetune')])
def test_panoptic_labels_of_coco_without_panopticapi(config, name, coco,
                                                     monkeypatch):
    """The config's own pipelines, of other data: persons are real, dogs
    synthetic."""
    monkeypatch.setitem(sys.modules, 'panopticapi', None)
    cfg = config(f'downstream/{name}')
    init_default_scope(cfg.default_scope)
    train = cfg.train_dataloader.dataset
    parts = [train.real, train.synthetic] if 'aug' in name else [train]
    things = set()
    for part in parts:
        made = part.data_root.startswith('data/coco_imgsyn')
        assert made == ('pretrain' in name or part is not parts[0])
        things.add(16 if made else 0)
        part.data_root = coco(part, 'dog' if made else 'person',
                              'made' if made else 'real')
    if 'aug' in name:
        write_manifest(Path(train.synthetic.data_root), 'train2017', 'train')
    dataset = DATASETS.build(train)
    sky = CocoPanopticDataset.METAINFO['classes'].index('sky-other-merged')
    found = set()
    for index in range(12 if 'aug' in name else 2):
        sample = dataset[index % 2]['data_samples']
        thing, = sample.gt_instances.labels.tolist()
        labels = sample.gt_sem_seg.sem_seg
        assert set(labels.unique().tolist()) == {thing, sky}
        mask = torch.from_numpy(sample.gt_instances.masks.masks[0]).bool()
        assert torch.equal(labels[0] == thing, mask)
        found.add(thing)
    assert found == things

    val = cfg.val_dataloader.dataset
    assert val == cfg.test_dataloader.dataset
    val.data_root = coco(val, 'person', 'val')
    packed = DATASETS.build(val)[1]
    # 64 x 32 px, enlarged to 1333 x 667; labels stay as they are.
    assert packed['inputs'].shape == (3, 667, 1333)
    labels = packed['data_samples'].gt_sem_seg.sem_seg[0]
    assert labels.shape == (32, 64)
    assert (labels[:16] == 0).all() and (labels[16:] == sky).all()


def test_coco_reads_what_imgsyn_writes(config):
    made = config('seggen/imgsyn_sdxl_coco-panoptic-768')
    types = [each.consumer.type for each in made.synthesis.exporters]
    assert types == ['mmdet.CocoPanopticDataset', 'mmdet.CocoDataset']
    for backbone, task in COCO:
        cfg = config(f'downstream/mask2former_{backbone}_coco-{task}_aug')
        mixed = cfg.train_dataloader.dataset
        assert mixed.type == 'mmflexgen.MixedDataset' and mixed.p == 0.6
        assert mixed.real.type == mixed.synthetic.type == (
            'CocoPanopticDataset' if task == 'panoptic' else 'CocoDataset')
        assert mixed.real.data_root == 'data/coco/'
        # The paths that the exporters write.
        assert mixed.synthetic.ann_file == (
            'annotations/panoptic_train.json' if task == 'panoptic'
            else 'annotations/instances_train.json')
        assert mixed.synthetic.data_prefix.img == 'train/'
        assert mixed.real.pipeline == mixed.synthetic.pipeline


# Ids that COCO's own files have.
THINGS = dict(person=1, bench=15, bird=16, umbrella=28, bottle=44, laptop=73,
              toothbrush=90)
STUFF = {'banner': 92, 'cardboard': 100, 'floor-wood': 118, 'light': 130,
         'river': 148, 'sea': 155, 'wall-brick': 171, 'window-other': 181,
         'tree-merged': 184, 'sky-other-merged': 187, 'rug-merged': 200}


@pytest.mark.parametrize('name', [
    'imgsyn_sdxl_coco-panoptic-768', 'masksyn_sdxl_coco-panoptic-768',
    'imgsyn_sdxl_coco-instance-768'])
def test_categories_have_coco_s_ids(config, name):
    cfg = config(f'seggen/{name}')
    metainfo = resolve_metainfo(cfg.model.metainfo)
    exporters = [TASK_UTILS.build(dict(each, metainfo=metainfo))
                 for each in cfg.synthesis.exporters]
    panoptic = 'panoptic' in name
    assert len(exporters) == (2 if panoptic else 1)
    assert panoptic == any(
        isinstance(each, COCOPanopticExporter) for each in exporters)
    for exporter in exporters:
        exporter.check_consumer()
        ids = dict(zip(exporter.classes, exporter.category_ids))
        stuff = isinstance(exporter, COCOPanopticExporter)
        assert len(exporter.category_ids) == (133 if stuff else 80)
        for known, number in {**THINGS, **(STUFF if stuff else {})}.items():
            assert ids[known] == number
        # Classes of COCO are listed in the order of their ids.
        assert exporter.category_ids == sorted(exporter.category_ids)


def write_manifest(root: Path, real: str, made: str) -> None:
    """Images a and b of the folder ``made`` are those of ``real`` anew."""
    (root / 'manifest').mkdir()
    (root / 'manifest/shard_000000.jsonl').write_text(''.join(
        json.dumps(dict(id=index, real_image=f'{real}/{stem}.jpg',
                        files={'any/image': f'{made}/{stem}.jpg'})) + '\n'
        for index, stem in enumerate('ab')))


@pytest.fixture
def ade20k_samples(ade20k, tmp_path):
    """Roots of a real dataset of class 4 and two synthetic ones, of classes
    9 and 14, whose images were made from the real ones."""
    roots = {}
    for way, label in (('real', 5), ('masksyn', 10), ('imgsyn', 15)):
        root = Path(ade20k([0, label]))
        roots[way] = root.rename(tmp_path / way)
        if way != 'real':
            write_manifest(roots[way], 'images/training', 'images/training')
    return roots


@pytest.mark.parametrize('name', ADE20K)
def test_augmented_ade20k_reads_all_three(config, ade20k_samples, name):
    cfg = config(f'downstream/{name}_aug')
    real = config(f'downstream/{name}')
    for key in ('model', 'optim_wrapper', 'param_scheduler', 'train_cfg'):
        assert cfg[key] == real[key], key
    init_default_scope(cfg.default_scope)
    mixed = cfg.train_dataloader.dataset
    assert mixed.p == 0.6
    parts = [mixed.real, *mixed.synthetic.datasets]
    for part, way in zip(parts, ('real', 'masksyn', 'imgsyn')):
        part.data_root = str(ade20k_samples[way])
    dataset = DATASETS.build(mixed)
    assert len(dataset) == 2
    found = set()
    for _ in range(12):
        labels = dataset[0]['data_samples'].gt_sem_seg.data
        # 0 of the files is ignored.
        found |= set(labels.unique().tolist()) - {255}
    assert found == {4, 9, 14}


@pytest.mark.parametrize('name', RUNS)
def test_comparisons(config, name):
    cfg = config(f'comparisons/ade20k_{name}')
    plan = ComparisonPlan(cfg)
    names, count = RUNS[name]
    assert list(plan.settings) == names
    runs = plan.table_runs()
    assert len({run.name for run in runs}) == count
    number = {6: 'Six', 12: 'Twelve', 15: 'Fifteen', 18: 'Eighteen'}[count]
    text = (ROOT / f'configs/comparisons/ade20k_{name}.py').read_text()
    assert f'{number} runs' in text
    mixed = [run for run in runs if run.row == 'augmented']
    expected = ({'p_aug': [0.2, 0.4, 0.6, 0.8, 1.0]}.get(
        'p_aug' if 'p-aug' in name else '', [0.6] * len(names)))
    if name.endswith('diffumask'):
        assert not mixed and {run.row for run in runs} == {'real',
                                                           'synthetic'}
        assert set(cfg.val_evaluator.groups.diffumask) < set(
            ADE20KDataset.METAINFO['classes'])
        return
    assert [run.cfg.train_dataloader.dataset.p for run in mixed
            if run.seed == 0] == expected
    for run in mixed:
        dataset = run.cfg.train_dataloader.dataset
        parts = dataset.synthetic.get('datasets', [dataset.synthetic])
        for part in parts:
            assert part.pipeline == dataset.real.pipeline
            assert part.data_prefix == dataset.real.data_prefix
            assert not part.ann_file


def test_sizes_are_rounds_of_all_real_samples(config):
    plan = ComparisonPlan(config(
        'comparisons/ade20k_mask2former-r50_seggen_sizes'))
    sizes = [run.cfg.train_dataloader.dataset.synthetic.indices
             for run in plan.table_runs()
             if run.row == 'augmented' and run.seed == 0]
    assert [size % 20210 for size in sizes] == [0] * 4
    assert sizes[-1] == 50 * 20210


@pytest.mark.parametrize('name, runs, tuning', [
    ('seggen_shapesworld', 23, 3), ('seggen_shapesworld_full', 23, 3),
    ('seggen_shapesworld_domain', 21, 0)])
def test_runs_on_shapesworld(config, name, runs, tuning):
    """As many as the head says; a domain that is unseen tunes nothing."""
    cfg = config(f'comparisons/{name}')
    plan = ComparisonPlan(cfg)
    tuned = {run.name for run in plan.tuning_runs()}
    assert len(tuned) == tuning
    rate = {setting: 1e-2 for setting in plan.settings}
    assert len(tuned | {run.name for run in plan.table_runs(rate)}) == runs
    text = (ROOT / f'configs/comparisons/{name}.py').read_text()
    assert f'# {runs} runs' in text
    unseen = cfg.val_dataloader.dataset.data_root.endswith('neon')
    assert unseen == (tuning == 0) and 1e-2 in cfg.comparison.lrs


@pytest.mark.parametrize('captioner, readers', [
    ('blip2_ade20k', [
        'seggen/text2mask_sdxl_ade20k-768', 'seggen/mask2img_sdxl_ade20k-768',
        'seggen/masksyn_sdxl_ade20k-768', 'seggen/imgsyn_sdxl_ade20k-768']),
    ('blip2_coco', [f'seggen/{name}_sdxl_coco-{task}-768' for name, task in (
        ('text2mask', 'panoptic'), ('mask2img', 'panoptic'),
        ('masksyn', 'panoptic'), ('imgsyn', 'panoptic'),
        ('mask2img', 'instance'), ('imgsyn', 'instance'))])])
def test_captions_are_of_the_images_that_ask_for_them(config, captioner,
                                                      readers):
    cfg = config(f'captioners/{captioner}')
    text = (ROOT / f'configs/captioners/{captioner}.py').read_text()
    out = re.search(r'--out (\S+)', text).group(1)
    images = dict(root=cfg.dataset.data_root, **{
        key: value for key, value in cfg.dataset.data_prefix.items()
        if key.startswith('img')})
    for name in readers:
        reader = config(name)
        if 'synthesis' in reader:
            source = reader.synthesis.source
            captions, dataset = source.captions, source.dataset
        else:
            dataset = reader.train_dataloader.dataset
            captions, = (step.captions for step in dataset.pipeline
                         if step.type == 'mmflexgen.LoadCaption')
        assert captions == out
        assert images == dict(root=dataset.data_root, **{
            key: value for key, value in dataset.data_prefix.items()
            if key.startswith('img')})
    # In the config that is trained first, the command is told.
    head = (ROOT / f'configs/{readers[0]}.py').read_text()
    assert f'configs/captioners/{captioner}.py' in head


@pytest.mark.parametrize('name', [
    'imgsyn_sdxl_coco-panoptic-768', 'masksyn_sdxl_coco-panoptic-768',
    'imgsyn_sdxl_coco-instance-768', 'imgsyn_sdxl_ade20k-768',
    'masksyn_sdxl_ade20k-768'])
def test_generators_read_what_training_exports(config, name):
    model = config(f'seggen/{name}').model
    metainfo = resolve_metainfo(model.metainfo)
    things = metainfo.get('thing_classes', ())
    folders = dict(mask2img=model.mask2img.controlnet)
    if name.startswith('masksyn'):
        folders['text2mask'] = model.text2mask.pretrained
    for kind, folder in folders.items():
        trained = config(f'seggen/{kind}_{name.split("_", 1)[1]}')
        assert trained.model.type.lower() == f'mmflexgen.{kind}'
        assert trained.custom_hooks[-1].out_dir == folder
        assert trained.work_dir in folder
        # One codec, in the training data, in the model and in the generator.
        codec = trained.model.codec
        pack = trained.train_dataloader.dataset.pipeline[-1]
        assert pack.codec == codec
        assert codec.get('edge', False) == model.get('panoptic', False)
        if model.get('panoptic'):
            assert codec.num_things == len(things) == 80
            assert codec.num_classes == len(things) + len(
                metainfo['stuff_classes'])
            assert codec.edge_width == model.codec.edge_width
