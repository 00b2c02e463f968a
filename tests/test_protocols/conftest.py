"""Tiny folders in the layouts of the paper's datasets."""

import json
from pathlib import Path
from typing import Any, Callable, Dict, Sequence

import numpy as np
import pytest
from mmdet.datasets import CocoPanopticDataset
from PIL import Image

from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.structures.panoptic_ids import ids_to_rgb
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


@pytest.fixture
def coco(tmp_path) -> Callable[..., str]:
    """A function that writes two images, a thing above the sky, where the
    config of a panoptic dataset looks for them; it gives their root."""

    def build(dataset: Any, thing: str, name: str) -> str:
        root = tmp_path / name
        # mmdet counts the labels of those that the file lists.
        names = CocoPanopticDataset.METAINFO['classes']
        labels = [names.index(each) for each in (thing, 'sky-other-merged')]
        prefix, document = dataset.data_prefix, dict(
            images=[], annotations=[], categories=[
                dict(id=label, name=each, isthing=int(label < 80))
                for label, each in enumerate(names)])
        half = SIZE[0] // 2
        for index, stem in enumerate('ab'):
            write(root, f'{prefix.img}/{stem}.jpg', {})
            ids = np.full(SIZE, 100 * index + 2)
            ids[:half] = 70000 + index
            path = root / prefix.seg / f'{stem}.png'
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(ids_to_rgb(ids)).save(path)
            document['images'].append(dict(
                id=index, file_name=f'{stem}.jpg', height=SIZE[0],
                width=SIZE[1]))
            document['annotations'].append(dict(
                image_id=index, file_name=path.name, segments_info=[
                    dict(id=int(ids[row, 0]), category_id=category,
                         iscrowd=0, area=half * SIZE[1],
                         bbox=[0, row, SIZE[1], half])
                    for row, category in zip((0, half), labels)]))
        path = root / dataset.ann_file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        return f'{root}/'

    return build
