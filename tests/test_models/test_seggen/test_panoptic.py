"""ShapesWorld's panoptic configs, from training to instances on the disk."""

import json
import os.path as osp
import shutil

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from PIL import Image
from pycocotools.coco import COCO

from mmflexgen.apis import synthesize
from mmflexgen.models.base.folders import write_module
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(osp.dirname(__file__), '../../../configs/seggen')
STEPS = dict(num_inference_steps=2)


def config(name):
    return load_config(osp.join(CONFIGS, f'{name}.py'))


@pytest.fixture(scope='module')
def colourful(tiny_folder, tmp_path_factory):
    """The tiny base model with a decoder of strong colours: what its random
    weights draw is patches of the palette, not grey."""
    folder = str(tmp_path_factory.mktemp('colourful') / 'model')
    shutil.copytree(tiny_folder, folder)
    vae = AutoencoderKL.from_pretrained(folder, subfolder='vae')
    with torch.no_grad():
        vae.decoder.conv_out.weight.mul_(40)
    write_module(vae, folder, 'vae')
    return folder


@pytest.fixture
def panoptic_world(world, tmp_path):
    """The three images of ``world`` with two touching discs each."""
    ids = np.full((32, 32), 3)
    ids[8:24, 4:16], ids[8:24, 16:28] = 1, 2
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[..., 0] = ids
    things = config('masksyn-panoptic_shapesworld-64_400').panoptic_metainfo
    categories = [dict(id=index, name=name, isthing=int(index > 0))
                  for index, name in [*enumerate(things.thing_classes, 1),
                                      (0, 'background')]]
    annotations, images = [], []
    (tmp_path / 'panoptic').mkdir()
    for index in range(3):
        Image.fromarray(picture).save(tmp_path / f'panoptic/{index}.png')
        images.append(dict(id=index, file_name=f'{index}.png', height=32,
                           width=32))
        annotations.append(dict(
            image_id=index, file_name=f'{index}.png', segments_info=[
                dict(id=number, category_id=category, iscrowd=0, area=area,
                     bbox=box) for number, category, area, box in (
                         (1, 1, 192, [4, 8, 12, 16]),
                         (2, 1, 192, [16, 8, 12, 16]),
                         (3, 0, 640, [0, 0, 32, 32]))]))
    path = tmp_path / 'panoptic.json'
    path.write_text(json.dumps(dict(images=images, annotations=annotations,
                                    categories=categories)))
    return dict(data_root='', ann_file=str(path), data_prefix=dict(
        img=str(world / 'JPEGImages'), seg=str(tmp_path / 'panoptic')))


@pytest.fixture
def exports(colourful, panoptic_world, world, tmp_path):
    """Folders of both models after a step of training by their configs."""
    folders = {}
    for kind in ('text2mask', 'mask2img'):
        cfg = config(f'{kind}-panoptic_shapesworld-64_400')
        init_default_scope(cfg.default_scope)
        cfg.model.base_model.update(pretrained=colourful, **STEPS)
        dataset = cfg.train_dataloader.dataset
        dataset.update(panoptic_world)
        for step in dataset.pipeline:
            if step.type == 'mmflexgen.LoadCaption':
                step.captions = str(world / 'captions.json')
        cfg.train_dataloader.batch_size = 2
        model = MODELS.build(cfg.model)
        batch = next(iter(Runner.build_dataloader(cfg.train_dataloader,
                                                  seed=0)))
        sample = batch['data_samples'][0]
        assert sorted(each['label'] for each in sample.segments) == [0, 0, 12]
        edge = torch.from_numpy(model.codec.colours[-1])
        colours = sample.colour_map.permute(1, 2, 0)
        # The discs touch along 16 rows.
        assert (colours == edge).all(-1)[8:24, 15:17].any(1).all()
        torch.manual_seed(0)
        data = model.data_preprocessor(batch)
        model(**data, mode='loss')['loss'].backward()
        grads = [weight.grad for weight in model.network.parameters()
                 if weight.grad is not None]
        assert grads and all(grad.isfinite().all() for grad in grads)
        with torch.no_grad():
            for weight in model.network.parameters():
                if weight.grad is not None:
                    weight -= 1e-3 * weight.grad
        folders[kind] = str(tmp_path / kind)
        model.export(folders[kind])
        # A semantic palette is another one.
        with pytest.raises(InputError, match='holds the colours of 13'):
            ColourCodec(14, palette=osp.join(folders[kind], 'palette.json'))
    return folders


@pytest.mark.parametrize('way', ['masksyn', 'imgsyn'])
def test_instances_on_the_disk(way, exports, colourful, panoptic_world, world,
                               tmp_path):
    cfg = config(f'{way}-panoptic_shapesworld-64_400')
    cfg.model.mask2img.update(pretrained=colourful, **STEPS,
                              controlnet=exports['mask2img'])
    if way == 'masksyn':
        cfg.model.text2mask.update(pretrained=exports['text2mask'], **STEPS)
        cfg.model.size = 32
    else:
        cfg.model.dataset.update(panoptic_world)
        # Images are told by their path from data_root.
        cfg.model.dataset.data_root = str(world)
    cfg.synthesis.source.dataset.update(data_root=str(world),
                                        ann_file='ImageSets/all.txt')
    cfg.synthesis.source.captions = str(world / 'captions.json')
    cfg.synthesis.batch_size = 3
    out = tmp_path / 'out'
    result = synthesize(cfg, None, 3, str(out), device='cpu', progress=False)
    assert not result.problems

    coco = COCO(str(out / 'annotations/instances_train.json'))
    panoptic = json.loads(
        (out / 'annotations/panoptic_train.json').read_text())
    is_thing = {each['id']: each['isthing']
                for each in panoptic['categories']}
    total = 0
    for entry, image in zip(panoptic['annotations'], panoptic['images']):
        picture = np.array(Image.open(
            out / 'annotations/panoptic_train' / entry['file_name']))
        ids = picture.astype(int) @ [1, 256, 256**2]
        assert ids.shape == (32, 32)
        things = [part for part in entry['segments_info']
                  if is_thing[part['category_id']]]
        objects = coco.imgToAnns[image['id']]
        assert sorted(part['area'] for part in things) == sorted(
            (ids == part['id']).sum() for part in things)
        assert sorted(part['category_id'] for part in things) == sorted(
            each['category_id'] for each in objects)
        total += len(objects)
        if way == 'imgsyn':
            assert sorted(part['area'] for part in things) == [192, 192]
    assert total == 6 if way == 'imgsyn' else total > 2
