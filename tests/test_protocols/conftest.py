"""Tiny folders in the layouts of the paper's datasets."""

from pathlib import Path
from typing import Callable, Dict, Sequence

import numpy as np
import pytest
from PIL import Image

from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
SIZE = (32, 64)
Labels = Dict[str, Sequence[int]]


@pytest.fixture
def config() -> Callable:
    """A function that reads a config of the repository by its name."""
    return lambda name: load_config(str(ROOT / 'configs' / f'{name}.py'))


@pytest.fixture(scope='module')
def tiny_base(tmp_path_factory) -> str:
    """Folder of a 64 px base model with random weights."""
    folder = str(tmp_path_factory.mktemp('base') / 'tiny')
    write_random_base_model('tiny', folder)
    return folder


def stripes(labels: Sequence[int]) -> np.ndarray:
    """A label map with a column for each label, from left to right."""
    edges = np.linspace(0, SIZE[1], len(labels) + 1).astype(int)
    label = np.zeros(SIZE, np.uint8)
    for left, right, value in zip(edges, edges[1:], labels):
        label[:, left:right] = value
    return label


def write(root: Path, image: str, maps: Labels) -> None:
    """An image of noise and its label maps, by their paths."""
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8)
    for path, picture in ((image, noise), *(
            (path, stripes(labels)) for path, labels in maps.items())):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(root / path)


@pytest.fixture
def cityscapes(tmp_path) -> Callable[..., str]:
    """A function that writes ids and training ids of two images a split."""

    def build(ids: Sequence[int], train_ids: Sequence[int]) -> str:
        root = tmp_path / 'cityscapes'
        names = ['aachen/aachen_000000_000019', 'bonn/bonn_000001_000019']
        for split in ('train', 'val'):
            for name in names:
                maps = f'gtFine/{split}/{name}_gtFine_label'
                write(root, f'leftImg8bit/{split}/{name}_leftImg8bit.png',
                      {f'{maps}Ids.png': ids,
                       f'{maps}TrainIds.png': train_ids})
        (root / 'train_9.txt').write_text('\n'.join(names) + '\n')
        return str(root)

    return build


@pytest.fixture
def voc2012(tmp_path) -> Callable[..., str]:
    """A function that writes two images in VOC layout, in lists train and
    val."""

    def build(labels: Sequence[int], name: str = 'voc') -> str:
        root = tmp_path / name
        for stem in ('a', 'b'):
            write(root, f'JPEGImages/{stem}.jpg',
                  {f'SegmentationClass/{stem}.png': labels})
        lists = root / 'ImageSets' / 'Segmentation'
        lists.mkdir(parents=True)
        for split in ('train', 'val'):
            (lists / f'{split}.txt').write_text('a\nb\n')
        return str(root)

    return build


@pytest.fixture
def ade20k(tmp_path) -> Callable[..., str]:
    """A function that writes two images in ADE20K's layout, where 0 is no
    class."""

    def build(labels: Sequence[int]) -> str:
        for stem in ('a', 'b'):
            write(tmp_path / 'ade', f'images/training/{stem}.jpg',
                  {f'annotations/training/{stem}.png': labels})
        return str(tmp_path / 'ade')

    return build
