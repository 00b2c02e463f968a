"""Fixtures that several rooms' tests share."""

import importlib
import os.path as osp
from pathlib import Path
from types import ModuleType
from typing import Callable, Sequence

import numpy as np
import pytest
from mmengine.registry import DefaultScope
from mmengine.runner import set_random_seed
from PIL import Image


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test draws the same numbers whatever ran before it; as a hook, since
    a module's fixtures are made before any fixture of a test."""
    set_random_seed(0)


@pytest.fixture(autouse=True)
def no_scope_left_over():
    """A test's runner leaves its default scope behind; the next test must
    not find it."""
    DefaultScope._instance_dict.clear()
    yield
    DefaultScope._instance_dict.clear()


@pytest.fixture
def bfloat16(monkeypatch) -> None:
    """bfloat16 is computed where it is asked for, on slow CPUs, too."""
    monkeypatch.setattr('mmflexgen.utils.precision._cpu_computes_bfloat16',
                        lambda: True)


@pytest.fixture
def benchmark_program(monkeypatch) -> Callable[[str], ModuleType]:
    """A function that imports a program of benchmarks/ by its name; it finds
    its neighbours there, as it does when it is run."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / 'benchmarks')
    return importlib.import_module


@pytest.fixture
def write_seg_folder(tmp_path) -> Callable[..., str]:
    """A function that fabricates a segmentation dataset in VOC layout.

    Each image holds one rectangle whose colour gives its class away, so that
    a small network learns it in a few iterations.
    """

    def write(name: str,
              num: int = 4,
              num_classes: int = 13,
              size: Sequence[int] = (16, 16),
              split: str = 'train',
              seed: int = 0) -> str:
        root = tmp_path / name
        for folder in ('JPEGImages', 'SegmentationClass',
                       'ImageSets/Segmentation'):
            (root / folder).mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(seed)
        height, width = size
        names = [f'{split}_{index:05d}' for index in range(num)]
        for index, sample in enumerate(names):
            label = 1 + index % (num_classes - 1)
            seg = np.zeros((height, width), np.uint8)
            top, left = rng.integers(0, height // 2), rng.integers(
                0, width // 2)
            seg[top:top + height // 2, left:left + width // 2] = label
            image = rng.integers(0, 40, (height, width, 3), dtype=np.uint8)
            image[seg > 0] += np.uint8(15 * label)
            Image.fromarray(image).save(
                osp.join(root, 'JPEGImages', sample + '.png'))
            Image.fromarray(seg).save(
                osp.join(root, 'SegmentationClass', sample + '.png'))
        listing = root / 'ImageSets/Segmentation' / f'{split}.txt'
        listing.write_text('\n'.join(names) + '\n')
        return str(root)

    return write
