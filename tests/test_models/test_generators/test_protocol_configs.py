"""The paper's protocols beside VOC: what each config asks for, labels and
writes fits together."""

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, init_default_scope
from PIL import Image

from mmflexgen.registry import DATASETS, TASK_UTILS

CONFIGS = Path(__file__).parents[3] / 'configs' / 'datasetdm'
PROTOCOLS = {
    'datasetdm-instance_sd15_coco-512_400': (80, {'instances'}),
    'datasetdm-pose_sd15_coco-512_800': (1, {'instances'}),
    'datasetdm-depth_sd15_nyu-512_50': (27, {'depth'}),
    'datasetdm-depth_sd15_kitti-512_50': (19, {'depth'}),
    'datasetdm_sd15_deepfashion-mm-512_100': (24, {'sem_seg'}),
    'datasetdm-multitask_sd15_coco-512': (81, {
        'sem_seg', 'instances', 'panoptic', 'depth', 'saliency'}),
}


@pytest.mark.parametrize('name', PROTOCOLS)
def test_prompts_labels_and_files_fit(name, tiny_folder):
    count, kinds = PROTOCOLS[name]
    cfg = Config.fromfile(str(CONFIGS / f'{name}.py'))
    init_default_scope(cfg.default_scope)
    cfg.model.base_model.pretrained = tiny_folder
    for decoder in cfg.model.decoders.values():
        if decoder.head.type.rpartition('.')[2] in (
                'SemanticHead', 'InstanceHead', 'PanopticHead'):
            decoder.head.transformer = dict(num_layers=1)
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    assert len(model.classes) == count and set(model.kinds) == kinds
    # Nothing of VOC is left over.
    assert set(model.prompt_names) == set(model.classes)
    for options in cfg.synthesis.exporters:
        exporter = TASK_UTILS.build(dict(options, metainfo=model.metainfo))
        exporter.check_consumer()
        assert set(exporter.kinds) - {'image'} <= kinds
    source = TASK_UTILS.build(
        dict(cfg.synthesis.source, metainfo=model.metainfo))
    requests = [source.request(index, 0, 0) for index in range(60)]
    assert len({request.prompt for request in requests}) > 50
    for request in requests:
        assert request.classes and set(request.classes) <= set(model.classes)
        for named in request.classes:
            assert model.prompt_names[named] in request.prompt


def test_coco_ids_are_cocos():
    cfg = Config.fromfile(str(
        CONFIGS / 'datasetdm-instance_sd15_coco-512_400.py'))
    ids = cfg.synthesis.exporters[0].category_ids
    classes = cfg.model.metainfo.thing_classes
    # Some that COCO's own files have.
    known = dict(person=1, bench=15, bird=16, umbrella=28, bottle=44,
                 laptop=73, toothbrush=90)
    assert len(ids) == 80
    for name, number in known.items():
        assert ids[classes.index(name)] == number
    assert tuple(classes) == DATASETS.get('mmdet.CocoDataset').METAINFO[
        'classes']


def test_kitti_is_read_by_nyus_class(tmp_path):
    """Sparse maps of 256 steps to a metre, PNG images."""
    cfg = Config.fromfile(str(
        CONFIGS / 'datasetdm-depth_sd15_kitti-512_50.py'))
    init_default_scope(cfg.default_scope)
    name = '2011_09_26_drive_0001_sync_02_0000000005.png'
    depth = np.zeros((188, 621), np.uint16)
    depth[100:, ::5] = 40 * 256 + 128
    for folder, content in (
            ('images', np.zeros((188, 621, 3), np.uint8)),
            ('annotations', depth)):
        (tmp_path / folder / 'train').mkdir(parents=True)
        Image.fromarray(content).save(tmp_path / folder / 'train' / name)
    dataset = DATASETS.build(dict(cfg.train_dataloader.dataset,
                                  data_root=str(tmp_path)))
    packed = dataset[0]
    assert packed['inputs'].shape == (3, 512, 512)
    found = packed['data_samples'].gt_depth_map.data
    assert set(found.unique().tolist()) == {0.0, 40.5}


def test_deepfashion_is_read(tmp_path):
    dataset = DATASETS.get('mmflexgen.DeepFashionMMDataset')
    colours = dataset.METAINFO['palette']
    assert len(set(map(tuple, colours))) == len(colours) == 24
    labels = np.arange(24, dtype=np.uint8).repeat(24).reshape(24, 24)
    for folder, name, content in (
            ('images', 'MEN-01.jpg', np.zeros((24, 24, 3), np.uint8)),
            ('segm', 'MEN-01_segm.png', labels)):
        (tmp_path / folder).mkdir()
        Image.fromarray(content).save(tmp_path / folder / name)
    (tmp_path / 'train_100.txt').write_text('MEN-01\n')
    cfg = Config.fromfile(str(
        CONFIGS / 'datasetdm_sd15_deepfashion-mm-512_100.py'))
    init_default_scope('mmseg')
    loader = dict(cfg.train_dataloader.dataset, data_root=str(tmp_path),
                  pipeline=cfg.load)
    sample = DATASETS.build(loader)[0]
    assert (sample['gt_seg_map'] == labels).all()
