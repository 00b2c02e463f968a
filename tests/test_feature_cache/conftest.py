"""A tiny DatasetDM on a fabricated dataset, with and without a cache."""

from typing import Any, Callable, Dict

import pytest
import torch

from mmflexgen.datasets import CachedHypercolumns
from mmflexgen.feature_cache import fill
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.registry import MODELS

NUM_IMAGES = 3


@pytest.fixture(scope='session')
def tiny_folder(tmp_path_factory) -> str:
    """A 64 px base model with random weights."""
    folder = str(tmp_path_factory.mktemp('base') / 'tiny')
    write_random_base_model('tiny', folder)
    return folder


def _decoder(head: str) -> Dict[str, Any]:
    return dict(
        type='mmflexgen.PDecoder', channels=32, mask_stride=2,
        feature_dropout=0.2,
        head=dict(type=f'mmflexgen.{head}',
                  transformer=dict(num_queries=8, num_layers=1, num_heads=4,
                                   ffn_channels=64),
                  criterion=dict(num_points=256)))


@pytest.fixture
def decoders() -> Dict[str, Any]:
    """Configs of small decoders with dropout."""
    return dict(semantic=_decoder('SemanticHead'),
                objects=_decoder('InstanceHead'),
                by_name=_decoder('OpenVocabularyHead'))


@pytest.fixture
def build_model(tiny_folder, decoders) -> Callable[..., Any]:
    """A function that builds the generator, the same weights each time."""

    def build(base: Dict[str, Any] = {}, **kwargs: Any) -> Any:
        torch.manual_seed(0)
        settings = dict(
            type='mmflexgen.DatasetDM',
            base_model={'type': 'mmflexgen.LatentDiffusion',
                        'pretrained': tiny_folder, **base},
            decoders=dict(semantic=decoders['semantic']),
            metainfo='mmflexgen.ShapesWorldDataset',
            data_preprocessor=dict(
                type='mmseg.SegDataPreProcessor', mean=[127.5] * 3,
                std=[127.5] * 3, bgr_to_rgb=True, size=(64, 64)),
            attn_channels='class', prompt_dropout=0.3)
        return MODELS.build({**settings, **kwargs})

    return build


@pytest.fixture
def dataset(write_seg_folder) -> Dict[str, Any]:
    """Config of three labelled images with augmentations."""
    return dict(
        type='mmflexgen.ShapesWorldDataset',
        data_root=write_seg_folder('data', num=NUM_IMAGES, size=(64, 80)),
        data_prefix=dict(img_path='JPEGImages',
                         seg_map_path='SegmentationClass'),
        ann_file='ImageSets/Segmentation/train.txt',
        pipeline=[
            dict(type='mmflexgen.LoadCheckedImage'),
            dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
            dict(type='mmseg.RandomCrop', crop_size=(64, 64)),
            dict(type='mmseg.RandomFlip', prob=0.5),
            dict(type='mmseg.PhotoMetricDistortion'),
            dict(type='mmseg.PackSegInputs'),
        ])


@pytest.fixture
def build_cached(dataset, tmp_path) -> Callable[..., CachedHypercolumns]:
    """A function that builds the cached dataset, two views per image."""

    def build(name: str = 'cache', **kwargs: Any) -> CachedHypercolumns:
        return CachedHypercolumns(**{**dict(
            cache_dir=str(tmp_path / name), dataset=dataset, num_views=2,
            seed=5), **kwargs})

    return build


@pytest.fixture
def fill_cache(build_cached, build_model) -> Callable[..., Any]:
    """A function that builds and fills the cached dataset."""

    def build(model: Dict[str, Any] = {}, **kwargs: Any
              ) -> CachedHypercolumns:
        cached = build_cached(**kwargs)
        fill(cached, build_model(**model), 'cpu', show=False)
        return cached

    return build
