"""Classes that datasets share, for domain generalization (table 15)."""

import pytest
import torch
from mmengine.registry import DATASETS, MODELS, init_default_scope
from mmseg.datasets import (ADE20KDataset, CityscapesDataset,
                            PascalVOCDataset)

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.engine.comparison import ComparisonPlan

# Names in each dataset that are the same thing, and some that are not.
SAME = dict(
    voc2012=dict(car=1, person=2, motorbike=3, bicycle=0, bus=0,
                 background=0),
    cityscapes=dict(car=1, person=2, rider=2, motorcycle=3, bicycle=0,
                    road=0),
    ade20k=dict(car=1, person=2, minibike=3, bicycle=0, wall=0))
CLASSES = dict(voc2012=PascalVOCDataset, cityscapes=CityscapesDataset,
               ade20k=ADE20KDataset)


@pytest.fixture
def folders(voc2012, cityscapes, ade20k):
    """Data that shows the classes of SAME side by side, and 255."""
    labels = {key: [*(CLASSES[key].METAINFO['classes'].index(name)
                      for name in names), 255]
              for key, names in SAME.items()}
    return dict(
        voc2012=voc2012(labels['voc2012']),
        cityscapes=cityscapes((), labels['cityscapes']),
        # Its files count from 1, and 0 is ignored.
        ade20k=ade20k([label + 1 for label in labels['ade20k'][:-1]] + [0]))


def folder_of(data_root: str) -> str:
    return ('cityscapes' if 'cityscapes' in data_root
            else 'ade20k' if 'ade' in data_root else 'voc2012')


def columns(dataset: dict, folders: dict) -> list:
    """Labels from left to right, as the config reads them."""
    kind = folder_of(dataset.data_root)
    dataset = dict(dataset, data_root=folders[kind])
    assert check_dataset_cfg(dataset) == 2
    # A flip or a crop would move the columns.
    dataset['pipeline'] = [
        step for step in dataset['pipeline']
        if not step.type.startswith(('Random', 'Photo', 'Resize'))]
    built = DATASETS.build(dataset)
    assert list(built.metainfo['classes']) == [
        'background', 'car', 'person', 'motorbike']
    row = built[0]['data_samples'].gt_sem_seg.data[0, 0]
    assert row.tolist()[-1] == 255
    count = len(SAME[kind]) + 1
    return [row[int((place + 0.5) * len(row) / count)].item()
            for place in range(count)]


@pytest.mark.parametrize('test_set, train_sets', [
    ('voc2012', ('cityscapes', 'ade20k')),
    ('cityscapes', ('voc2012', 'ade20k'))])
def test_labels_of_every_domain(test_set, train_sets, config, folders):
    init_default_scope('mmseg')
    cfg = config(f'comparisons/{test_set}_domain')
    plan = ComparisonPlan(cfg)
    runs = [run for run in plan.table_runs() if run.seed == 0]
    assert [run.row for run in runs] == ['real', 'synthetic'] * 2
    found = [run.cfg.train_dataloader.dataset for run in runs]
    kinds = [folder_of(dataset.data_root) for dataset in found]
    assert kinds == [train_sets[0], 'voc2012', train_sets[1], 'voc2012']
    assert all('synth' in each.data_root for each in found[1::2])
    for kind, dataset in zip(kinds, found):
        assert columns(dataset, folders) == [*SAME[kind].values(), 255]
    tested = plan.base.val_dataloader.dataset
    assert folder_of(tested.data_root) == test_set
    assert tested == plan.base.test_dataloader.dataset
    assert columns(tested, folders) == [*SAME[test_set].values(), 255]


def test_metric_is_the_papers(config):
    """The mean of three classes; figures of table 15."""
    cfg = config('comparisons/voc2012_domain')
    assert cfg.comparison.metric == 'mIoU/shared'
    assert cfg.val_evaluator.groups.shared == ['car', 'person', 'motorbike']
    assert sum((77.9, 72.9, 70.1)) / 3 == pytest.approx(73.6, abs=0.05)


def test_segmenter_builds(config):
    cfg = config('downstream/mask2former_r50_car-person-motorbike')
    init_default_scope(cfg.default_scope)
    with torch.device('meta'):
        head = MODELS.build(cfg.model).decode_head
    assert head.num_classes == 4 and len(head.loss_cls.class_weight) == 5


def test_shapesworlds_second_domain(config):
    """Trained on one, tested on the other; and back, by the options that
    the config's head gives."""
    cfg = config('comparisons/shapesworld_domain')
    run = ComparisonPlan(cfg).table_runs()[0]
    assert run.cfg.val_dataloader.dataset.data_root == 'data/shapesworld/neon'
    assert run.cfg.train_dataloader.dataset.data_root == 'data/shapesworld'
    cfg.merge_from_dict({
        'val_dataloader.dataset.data_root': 'data/shapesworld',
        'comparison.settings.0.real.data_root': 'data/shapesworld/neon'})
    for run in ComparisonPlan(cfg).table_runs()[:2]:
        assert run.cfg.val_dataloader.dataset.data_root == 'data/shapesworld'
        assert run.cfg.train_dataloader.dataset.data_root == (
            'data/shapesworld/neon' if run.row == 'real'
            else 'data/shapesworld_synth_100')
