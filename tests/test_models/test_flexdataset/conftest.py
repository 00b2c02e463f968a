"""The composition-to-image model on random weights and random images."""

import json

import numpy as np
import pytest
import torch
from PIL import Image

from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition
from mmflexgen.utils import register_all_modules

register_all_modules()
CLASSES = ('ring', 'star', 'mushroom')


@pytest.fixture
def scenes():
    """Two compositions."""
    return [Composition(((0.1, 0.1, 0.5, 0.6), (0.4, 0.4, 0.9, 0.9)),
                        ('star', 'ring')),
            Composition(((0., 0., 0.3, 1.), ), ('mushroom', ))]


@pytest.fixture(scope='session')
def config(tiny_folder):
    """A function that gives the config of CompositionToImage."""

    def make(**options):
        base = dict(type='mmflexgen.LatentDiffusion', pretrained=tiny_folder,
                    num_inference_steps=2, guidance_scale=3.)
        mimc = dict(dim=16, pixel_dim=4, num_layers=1, heads=2, groups=8,
                    num_places=4, **options.pop('mimc', {}))
        settings = dict(
            type='mmflexgen.CompositionToImage', classes=CLASSES, mimc=mimc,
            base_model={**base, **options.pop('base_model', {})})
        if 'init_from' in options:
            del settings['classes'], settings['mimc']
        return {**settings, **options}

    return make


@pytest.fixture(scope='session')
def build(config):
    """A function that builds CompositionToImage."""
    return lambda **options: MODELS.build(config(**options))


@pytest.fixture(scope='session')
def trained(build):
    """A function that builds a model as training would leave it."""

    def make(**options):
        torch.manual_seed(3)
        model = build(**options)
        for weight in model.mimc.parameters():
            if not weight.any():
                torch.nn.init.normal_(weight, std=0.2)
        return model.eval()

    return make


@pytest.fixture(scope='session')
def world(tmp_path_factory):
    """Six images of 32 px with boxes and captions."""
    root = tmp_path_factory.mktemp('world')
    rng = np.random.default_rng(0)
    with open(root / 'metadata.jsonl', 'w', encoding='utf-8') as file:
        for index in range(6):
            Image.fromarray(rng.integers(0, 256, (32, 32, 3), np.uint8)).save(
                root / f'{index}.png')
            file.write(json.dumps(dict(
                file_name=f'{index}.png', text=f'scene {index}',
                boxes=[dict(category=CLASSES[index % 3],
                            bbox=[index, 2, 8, 16])])) + '\n')
    return str(root)


@pytest.fixture
def dataset(world, tiny_folder, tmp_path):
    """Config of the training set."""
    return dict(
        type='mmflexgen.LatentCompositionDataset', size=32, flip=True,
        layouts=dict(type='mmflexgen.ImageFolderLayouts', data_root=world),
        vae=f'{tiny_folder}/vae', cache_dir=str(tmp_path / 'cache'))
