"""Stock dataset configs, unchanged but for paths, read what is written."""

from pathlib import Path

import mmdet
import mmseg
import numpy as np
import pytest
from exporter_samples import instances, semantic, write
from mmdet.datasets import CocoDataset
from mmengine.config import Config
from mmengine.registry import DefaultScope
from mmseg.datasets import (ADE20KDataset, CityscapesDataset,
                            PascalVOCDataset)

from mmflexgen.registry import DATASETS, TASK_UTILS


def stock(library, name):
    """Training dataset of one of a library's own configs."""
    folder = Path(library.__file__).parent / '.mim/configs/_base_/datasets'
    return Config.fromfile(folder / name).train_dataloader.dataset


def build(dataset, scope):
    with DefaultScope.overwrite_default_scope(scope):
        return DATASETS.build(dataset)


@pytest.mark.parametrize('name, exporter, metainfo', [
    ('pascal_voc12.py', 'VOCExporter', PascalVOCDataset.METAINFO),
    ('ade20k.py', 'ADE20KExporter', ADE20KDataset.METAINFO),
    ('cityscapes.py', 'CityscapesExporter', CityscapesDataset.METAINFO)])
def test_semantic(tmp_path, name, exporter, metainfo):
    classes = len(metainfo['classes'])
    written = TASK_UTILS.build(dict(type=f'mmflexgen.{exporter}',
                                    metainfo=metainfo))
    write(tmp_path, written, [semantic(0, classes), semantic(1, classes)])
    dataset = build(dict(stock(mmseg, name), data_root=str(tmp_path)),
                    'mmseg')
    assert len(dataset) == 2
    np.random.seed(0)
    packed = dataset[0]
    labels = packed['data_samples'].gt_sem_seg.data.numpy()
    assert packed['inputs'].shape[1:] == labels.shape[1:] == (512, 512) or (
        name == 'cityscapes.py')
    assert set(np.unique(labels)) <= {*range(classes), 255}
    assert len(np.unique(labels)) > 5


def test_coco_instances(tmp_path):
    thing_classes = CocoDataset.METAINFO['classes']
    exporter = TASK_UTILS.build(dict(
        type='mmflexgen.COCOInstanceExporter',
        metainfo=dict(thing_classes=thing_classes)))
    exporter.check_consumer()
    sample = instances(0, keypoints=False)
    objects = sample.instances
    objects.labels[:] = [thing_classes.index(name)
                         for name in ('cat', 'donut', 'person')]
    # The stock config leaves out images of less than 32 px.
    sample.image = sample.image.repeat(2, 0).repeat(2, 1)
    objects.masks = objects.masks.repeat(2, 1).repeat(2, 2)
    objects.bboxes *= 2
    write(tmp_path, exporter, [sample])
    config = dict(stock(mmdet, 'coco_instance.py'), data_root=str(tmp_path),
                  ann_file='annotations/instances_train.json',
                  data_prefix=dict(img='train/'))
    packed = build(config, 'mmdet')[0]
    found = packed['data_samples'].gt_instances
    assert [thing_classes[label] for label in found.labels] == [
        'cat', 'donut', 'person']
    # The stock pipeline enlarges; shares of the image stay.
    scale = packed['inputs'].shape[1] / 48
    areas = found.masks.masks.sum((1, 2)) / scale**2
    assert areas == pytest.approx(
        objects.masks.sum((1, 2)), rel=0.1)
