"""COCO's objects through the configs, from training to a file of objects."""

import json
import os.path as osp

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from PIL import Image
from pycocotools.coco import COCO

from mmflexgen.apis import synthesize
from mmflexgen.registry import MODELS
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(osp.dirname(__file__), '../../../configs/seggen')
SIZE = 32


@pytest.fixture
def coco(tmp_path):
    """Two images of 64 x 32 px, and their captions: a dog on a sofa in the
    middle of the first, nothing in the second, which is left out."""
    rng = np.random.default_rng(0)
    folder = tmp_path / 'coco'
    (folder / 'train2017').mkdir(parents=True)
    (folder / 'annotations').mkdir()
    for name in 'ab':
        Image.fromarray(rng.integers(0, 256, (32, 64, 3), np.uint8)).save(
            folder / f'train2017/{name}.jpg')
    classes = load_config(osp.join(
        CONFIGS, 'imgsyn_sdxl_coco-instance-768.py')
    ).model.metainfo.thing_classes
    ids = dict(dog=18, couch=63)

    def item(number, name, x, y, width, height):
        return dict(id=number, image_id=1, iscrowd=0, category_id=ids[name],
                    bbox=[x, y, width, height], area=width * height,
                    segmentation=[[x, y, x + width, y, x + width, y + height,
                                   x, y + height]])

    (folder / 'annotations/instances_train2017.json').write_text(json.dumps(
        dict(images=[dict(id=index, file_name=f'{name}.jpg', height=32,
                          width=64) for index, name in enumerate('ab', 1)],
             annotations=[item(1, 'dog', 24, 10, 8, 10),
                          item(2, 'couch', 20, 8, 24, 16)],
             categories=[dict(id=ids.get(name, 1000 + label), name=name)
                         for label, name in enumerate(classes)])))
    (folder / 'captions.jsonl').write_text(''.join(json.dumps(dict(
        file_name=f'train2017/{name}.jpg', text='a dog on a couch')) + '\n'
        for name in 'ab'))
    return folder


def config(name, coco):
    """A config on the tiny data, at 32 px."""
    cfg = load_config(osp.join(CONFIGS, f'{name}_sdxl_coco-instance-768.py'))
    for dataset in (cfg.get('train_dataloader', {}).get('dataset'),
                    cfg.get('synthesis', {}).get('source', {}).get('dataset'),
                    cfg.model.get('dataset')):
        if dataset is None:
            continue
        dataset.data_root = str(coco)
        for step in dataset.get('pipeline', []):
            if 'scale' in step:
                step.scale = (1 << 20, SIZE)
            if 'crop_size' in step:
                step.crop_size = (SIZE, SIZE)
            if 'captions' in step:
                step.captions = str(coco / 'captions.jsonl')
    return cfg


def test_from_objects_to_new_images_of_them(coco, tiny_folder, tmp_path):
    cfg = config('mask2img', coco)
    init_default_scope(cfg.default_scope)
    cfg.model.base_model.pretrained = tiny_folder
    cfg.train_dataloader.update(batch_size=2, num_workers=0,
                                persistent_workers=False)
    model = MODELS.build(cfg.model)
    batch = next(iter(Runner.build_dataloader(cfg.train_dataloader, seed=0)))
    for sample in batch['data_samples']:
        assert sample.caption == 'a dog on a couch'
        labels = [part['label'] for part in sample.segments]
        assert 80 in labels and set(labels) <= {16, 57, 80}
    torch.manual_seed(0)
    loss = model(**model.data_preprocessor(batch), mode='loss')['loss']
    loss.backward()
    assert loss.isfinite()
    model.export(str(tmp_path / 'mask2img'))

    cfg = config('imgsyn', coco)
    cfg.model.mask2img.update(
        pretrained=tiny_folder, controlnet=str(tmp_path / 'mask2img'),
        num_inference_steps=2, dtype='float32')
    cfg.synthesis.source.captions = str(coco / 'captions.jsonl')
    cfg.synthesis.batch_size = 2
    out = tmp_path / 'out'
    result = synthesize(cfg, None, 2, str(out), device='cpu', progress=False)
    assert not result.problems
    found = COCO(str(out / 'annotations/instances_train.json'))
    assert len(found.imgs) == 2  # both of the first image
    for image_id in found.imgs:
        objects = {each['category_id']: found.annToMask(each)
                   for each in found.imgToAnns[image_id]}
        # The middle of the real image is cut out; the dog lies on top.
        dog, couch = np.zeros((2, SIZE, SIZE), np.uint8)
        dog[10:20, 8:16] = 1
        couch[8:24, 4:28] = 1
        couch[dog > 0] = 0
        assert set(objects) == {18, 63}
        assert np.array_equal(objects[18], dog)
        assert np.array_equal(objects[63], couch)
