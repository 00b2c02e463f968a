"""A tiny labelled dataset with captions, and SegGen's models on it."""

import json

import numpy as np
import pytest
from mmengine.structures import BaseDataElement
from PIL import Image

from mmflexgen.datasets.transforms.pack_colour_map import to_channels_first
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.registry import MODELS
from mmflexgen.utils import register_all_modules

register_all_modules()
CODEC = dict(type='mmflexgen.ColourCodec', num_classes=13)
SIZE = 32


@pytest.fixture(scope='session')
def world(tmp_path_factory):
    """Three images of 32 px in ShapesWorld's layout, with captions."""
    root = tmp_path_factory.mktemp('world')
    rng = np.random.default_rng(0)
    for folder in ('JPEGImages', 'SegmentationClass', 'ImageSets'):
        (root / folder).mkdir()
    captions = dict(images=[], annotations=[])
    for index, name in enumerate(('disc', 'star', 'ring')):
        image = rng.integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
        Image.fromarray(image).save(root / f'JPEGImages/{index}.png')
        labels = np.zeros((SIZE, SIZE), np.uint8)
        labels[4:20, 8:24] = (1, 4, 6)[index]
        labels[0] = 255
        Image.fromarray(labels).save(root / f'SegmentationClass/{index}.png')
        captions['images'].append(dict(id=index, file_name=f'{index}.png'))
        captions['annotations'] += [
            dict(image_id=index, caption=f'a {colour} {name} on sand')
            for colour in ('red', 'blue')]
    (root / 'ImageSets/all.txt').write_text('0\n1\n2\n')
    (root / 'captions.json').write_text(json.dumps(captions))
    return root


@pytest.fixture
def dataset(world):
    """Config of the dataset, with the pipeline of SegGen."""
    return dict(
        type='mmflexgen.ShapesWorldDataset', data_root=str(world),
        ann_file='ImageSets/all.txt',
        pipeline=[
            dict(type='mmflexgen.LoadCheckedImage'),
            dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
            dict(type='mmflexgen.LoadCaption',
                 captions=str(world / 'captions.json')),
            dict(type='mmflexgen.PackColourMap', codec=CODEC),
        ])


@pytest.fixture
def build(tiny_folder):
    """A function that builds Text2Mask or Mask2Img."""

    def model(kind, **options):
        base = dict(type='mmflexgen.LatentDiffusion', pretrained=tiny_folder,
                    sampler='euler', num_inference_steps=2,
                    guidance_scale=3.)
        return MODELS.build({
            'type': f'mmflexgen.{kind}', 'codec': CODEC, **options,
            'base_model': {**base, **options.get('base_model', {})}})

    return model


@pytest.fixture
def sample():
    """A function that gives a data sample of random labels."""

    def make(seed, caption='a red star on sand'):
        labels = np.random.default_rng(seed).integers(
            0, 13, (SIZE, SIZE), np.uint8)
        return BaseDataElement(
            metainfo=dict(caption=caption),
            colour_map=to_channels_first(ColourCodec(13).encode(labels)))

    return make
