"""The configs that are shipped parse, build and plan what they say."""

import os.path as osp

import numpy as np
import pytest
import torch
from mmdet.datasets import CocoDataset
from mmdet.structures import DetDataSample
from mmengine.registry import MODELS, init_default_scope
from mmengine.runner import Runner
from mmseg.structures import SegDataSample
from PIL import Image

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.engine.comparison import ComparisonPlan
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(
    osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__)))), 'configs')


def config(name):
    return load_config(osp.join(CONFIGS, name))


@pytest.mark.parametrize('name,runs,tuning', [
    ('shapesworld_short', 3, 0), ('shapesworld_full', 18, 6),
    ('shapesworld_domain', 3, 0),
    ('voc2012_mask2former-r50', 9, 0),
    ('voc2012_mask2former-swin-b', 9, 0),
    ('voc2012_mask2former-swin-b_sizes', 6, 0),
    ('voc2012_mask2former-swin-b_full', 6, 0),
    ('voc2012_deeplabv3plus-mobilenet-v2', 9, 0),
    ('voc2012_deeplabv3plus-r50', 9, 0),
    ('voc2012_long-tail', 9, 0),
    ('shapesworld_instance', 18, 0),
    ('shapesworld_depth', 9, 0), ('shapesworld_long-tail', 9, 0),
    ('coco_mask2former-r50', 9, 0), ('nyu_swin-l', 18, 0),
    ('coco_mask2former-r50_class-agnostic', 9, 0),
    ('coco_mask2former-swin-b_class-agnostic', 18, 0),
    ('coco_hrnet-w32', 9, 0), ('coco_hrnet-w32_384x288', 6, 0),
    ('coco_resnet50', 9, 0), ('deepfashion-mm_mask2former-r50', 9, 0),
    ('deepfashion-mm_mask2former-swin-b', 6, 0),
    ('voc2012_mask2former-swin-b_features', 27, 0),
    ('voc2012_mask2former-swin-b_prompts', 24, 0),
    ('shapesworld_crop', 2, 0)])
def test_comparisons(name, runs, tuning):
    plan = ComparisonPlan(config(f'comparisons/{name}.py'))
    assert len(plan.table_runs()) == runs
    assert len(plan.tuning_runs()) == tuning
    joint = next(run for run in plan.table_runs() if run.row == 'joint')
    real, synthetic = joint.cfg.train_dataloader.dataset.datasets
    assert real.data_root != synthetic.data_root
    assert real.type == synthetic.type
    assert joint.cfg.train_dataloader.sampler.ratios == (0.5, 0.5)


@pytest.mark.parametrize('name,rows,sizes', [
    ('voc2012_zero-shot', {'real', 'synthetic'}, (15, 5)),
    ('voc2012_zero-shot_r101', {'synthetic'}, (15, 5)),
    ('shapesworld_zero-shot', {'real', 'synthetic'}, (9, 3)),
    ('flexdataset_voc2012_zero-shot', {'real', 'synthetic'}, (15, 5)),
    ('flexdataset_shapesworld_zero-shot', {'real', 'synthetic'}, (9, 3))])
def test_zero_shot_has_no_joint_row(name, rows, sizes):
    """Table 14 trains on samples alone."""
    plan = ComparisonPlan(config(f'comparisons/{name}.py'))
    assert {run.row for run in plan.table_runs()} == rows
    groups = plan.base.val_evaluator.groups
    assert (len(groups.seen), len(groups.unseen)) == sizes
    for run in plan.table_runs():
        first = run.cfg.train_dataloader.dataset.get('indices')
        assert first == (100 if 'shapesworld' in name and run.row == 'real'
                         else None)


def test_first_samples_of_the_synthetic_set():
    """Table 3: 100 and 400 of the 40,000."""
    plan = ComparisonPlan(
        config('comparisons/voc2012_mask2former-swin-b_sizes.py'))
    parts = [run.cfg.train_dataloader.dataset.datasets
             for run in plan.table_runs() if run.seed == 0]
    assert [(real.get('indices'), synthetic.indices)
            for real, synthetic in parts] == [(None, 100), (None, 400)]


@pytest.mark.parametrize('full,crop', [
    *((f'voc2012_{segmenter}', f'voc2012_{segmenter}_crop') for segmenter in (
        'mask2former-r50', 'mask2former-swin-b', 'deeplabv3plus-r50',
        'deeplabv3plus-mobilenet-v2')),
    ('shapesworld_short', 'shapesworld_crop')])
def test_crops_alone(full, crop):
    """Table 11: all but flips and colours, in both parts of a batch."""
    full, crop = (next(
        run.cfg for run in ComparisonPlan(
            config(f'comparisons/{name}.py')).table_runs()
        if run.row == 'joint') for name in (full, crop))
    for whole, part in zip(full.train_dataloader.dataset.datasets,
                           crop.train_dataloader.dataset.datasets):
        kinds = [step.type for step in whole.pipeline]
        assert {'RandomCrop', 'RandomFlip', 'PhotoMetricDistortion'} < {
            *kinds}
        assert part.pipeline == [
            step for step in whole.pipeline if step.type not in (
                'RandomFlip', 'PhotoMetricDistortion')]
    assert full.optim_wrapper == crop.optim_wrapper


@pytest.mark.parametrize('name,millions', [
    ('fpn_r18_shapesworld', 0.8), ('shapesworld_oracle', 1.8)])
def test_shapesworld_segmenters_predict(name, millions):
    cfg = config(f'downstream/{name}.py')
    init_default_scope(cfg.default_scope)
    torch.manual_seed(0)
    model = MODELS.build(cfg.model).eval()
    count = sum(weight.numel() for weight in model.parameters()) / 1e6
    assert count == pytest.approx(millions, abs=0.1)
    image = torch.randint(0, 256, (3, 128, 128), dtype=torch.uint8)
    sample = SegDataSample(
        metainfo=dict(img_shape=(128, 128), ori_shape=(64, 64)))
    with torch.no_grad():
        result = model.test_step(
            dict(inputs=[image], data_samples=[sample]))[0]
    # Predictions come at the image's own size.
    assert result.seg_logits.data.shape == (13, 64, 64)


def test_joint_training_by_hand(write_seg_folder):
    """The config for tools/train.py mixes as the comparison does."""
    cfg = config('downstream/fpn_r18_shapesworld_joint.py')
    init_default_scope(cfg.default_scope)
    loader = cfg.train_dataloader
    loader.num_workers, loader.persistent_workers = 0, False
    for part, name, num in zip(loader.dataset.datasets, ('a', 'b'), (3, 30)):
        part.data_root = write_seg_folder(name, num=num)
        part.ann_file = 'ImageSets/Segmentation/train.txt'
    batch = next(iter(Runner.build_dataloader(loader, seed=0)))
    paths = [sample.img_path for sample in batch['data_samples']]
    assert sum('/a/' in path for path in paths) == 8 == len(paths) / 2
    assert all(max(image.shape[1:]) <= 128 for image in batch['inputs'])


@pytest.mark.parametrize('backbone,widths', [
    ('r50', [256, 512, 1024, 2048]), ('swin-b', [128, 256, 512, 1024])])
def test_mask2former_for_voc_builds(backbone, widths):
    cfg = config(f'downstream/mask2former_{backbone}_voc2012-512.py')
    init_default_scope(cfg.default_scope)
    model = MODELS.build(cfg.model)
    head = model.decode_head
    assert head.num_classes == 21
    assert head.cls_embed.out_features == 22
    assert len(head.loss_cls.class_weight) == 22
    assert [conv.in_channels for conv in reversed(
        [layer.conv for layer in head.pixel_decoder.input_convs])
    ] == widths[1:]
    assert not any('SyncBatchNorm' in type(module).__name__
                   for module in model.modules())
    named = {name for name, _ in model.named_parameters()}
    for key in cfg.optim_wrapper.paramwise_cfg.custom_keys:
        assert key == 'absolute_pos_embed' or backbone == 'r50' or any(
            key in name for name in named), key
    _check_voc(cfg)


@pytest.mark.parametrize('backbone', ['r50', 'mobilenet-v2'])
def test_deeplab_for_voc_builds(backbone):
    cfg = config(f'downstream/deeplabv3plus_{backbone}_voc2012-512.py')
    init_default_scope(cfg.default_scope)
    _check_voc(cfg)
    cfg.model.backbone.norm_cfg = cfg.model.decode_head.norm_cfg = (
        cfg.model.auxiliary_head.norm_cfg) = dict(type='BN')
    model = MODELS.build(cfg.model).eval()
    assert model.decode_head.num_classes == 21
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 64, 64))
    assert logits.shape[1] == 21


def _check_voc(cfg):
    """Real VOC, labels as they are, weights from a local folder."""
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        assert loader.dataset.type == 'PascalVOCDataset'
        assert 'reduce_zero_label' not in str(loader)
        assert loader.dataset.pipeline[0].type == 'mmflexgen.LoadCheckedImage'
    assert cfg.model.backbone.init_cfg.checkpoint.startswith('checkpoints/')
    assert not cfg.model.get('pretrained')


@pytest.mark.parametrize('name,classes', [
    ('mask2former_r50_coco_400', 80),
    ('mask2former_r50_coco_400_class-agnostic', 1),
    ('mask2former_swin-b_coco_400_class-agnostic', 1)])
def test_mask2former_for_coco_builds(name, classes):
    cfg = config(f'downstream/{name}.py')
    init_default_scope(cfg.default_scope)
    model = MODELS.build(cfg.model)
    head = model.panoptic_head
    assert head.cls_embed.out_features == classes + 1
    assert len(head.loss_cls.class_weight) == classes + 1
    assert model.panoptic_fusion_head.num_classes == classes
    assert model.backbone.init_cfg.checkpoint.startswith('checkpoints/')
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        names = loader.dataset.get('metainfo', CocoDataset.METAINFO)
        assert len(names['classes']) == classes
    assert cfg.val_evaluator.ann_file.endswith(
        cfg.val_dataloader.dataset.ann_file)


def test_shapesworld_detector_predicts():
    cfg = config('downstream/mask-rcnn_r18_shapesworld.py')
    init_default_scope(cfg.default_scope)
    torch.manual_seed(0)
    cfg.model.test_cfg.rcnn.score_thr = 0.
    model = MODELS.build(cfg.model).eval()
    sample = DetDataSample(metainfo=dict(
        img_shape=(128, 128), ori_shape=(64, 64), scale_factor=(2., 2.)))
    image = torch.randint(0, 256, (3, 128, 128), dtype=torch.uint8)
    with torch.no_grad():
        found = model.test_step(dict(inputs=[image], data_samples=[sample]))[
            0].pred_instances
    assert 0 < len(found) <= 20 and found.masks.shape[1:] == (64, 64)


def _depth_estimator(name):
    cfg = config(f'downstream/{name}.py')
    init_default_scope(cfg.default_scope)
    torch.manual_seed(0)
    return cfg, MODELS.build(cfg.model).eval()


def test_shapesworld_depth_estimator_predicts():
    cfg, model = _depth_estimator('depth_r18_shapesworld')
    image = torch.randint(0, 256, (3, 128, 128), dtype=torch.uint8)
    sample = SegDataSample(
        metainfo=dict(img_shape=(128, 128), ori_shape=(64, 64)))
    with torch.no_grad():
        depth = model.test_step(dict(inputs=[image], data_samples=[sample]))[
            0].pred_depth_map.data
    assert depth.shape == (1, 64, 64)
    assert 0 < depth.min() and depth.max() < 10
    assert model.data_preprocessor.seg_pad_val == 0


def test_nyu_depth_estimator_builds():
    cfg, model = _depth_estimator('depth_swin-l_nyu_50')
    assert len(cfg.train_dataloader.dataset.indices) == 50
    settings = config('comparisons/nyu_swin-l.py').comparison.settings
    assert [len(each.real.indices) for each in settings] == [50, 250]
    assert settings[0].real.indices == cfg.train_dataloader.dataset.indices
    assert cfg.train_dataloader.dataset.type == 'NYUDataset'
    # The head's maps are as large as the image: 1/16, twice four times.
    assert len(model.decode_head.decoder.deconv_layers) == 6


def test_shapesworld_depth_mixes_two_layouts(tmp_path):
    """Real depth is listed by a split file, synthetic depth by its folder."""
    cfg = config('comparisons/shapesworld_depth.py')
    init_default_scope(cfg.default_scope)
    joint = next(run for run in ComparisonPlan(cfg).table_runs()
                 if run.row == 'joint')
    loader = joint.cfg.train_dataloader
    loader.num_workers, loader.persistent_workers = 0, False
    pixels = np.zeros((64, 64, 3), np.uint8)
    for part, name, count, millimetres in zip(
            loader.dataset.datasets, ('real', 'synthetic'), (60, 70),
            (1500, 2500)):
        part.data_root = str(tmp_path / name)
        for folder, content in (
                ('img_path', pixels),
                ('depth_map_path', np.full((64, 64), millimetres,
                                           np.uint16))):
            path = tmp_path / name / part.data_prefix[folder]
            path.mkdir(parents=True)
            for index in range(count):
                Image.fromarray(content).save(path / f'{index:05d}.png')
    lists = tmp_path / 'real' / 'ImageSets' / 'Segmentation'
    lists.mkdir(parents=True)
    (lists / 'labelled_100.txt').write_text(
        ''.join(f'{index:05d}\n' for index in range(60)))
    sizes = [check_dataset_cfg(part) for part in loader.dataset.datasets]
    assert sizes == [50, 70]
    batch = next(iter(Runner.build_dataloader(loader, seed=0)))
    depths = [round(sample.gt_depth_map.data.unique().item(), 3)
              for sample in batch['data_samples']]
    assert depths.count(1.5) == depths.count(2.5) == 8
    assert all(image.shape == (3, 128, 128) for image in batch['inputs'])
