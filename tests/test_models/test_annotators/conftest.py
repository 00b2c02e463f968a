"""Perception models with random weights."""

import os.path as osp

import numpy as np
import pytest
import torch
from mmengine.registry import MODELS, DefaultScope

from mmflexgen.utils.metainfo import resolve_metainfo
from mmflexgen.utils.config import load_config

CONFIGS = osp.join(osp.dirname(osp.abspath(__file__)), '../../../configs')
SIZE = (48, 64)


@pytest.fixture
def image():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (*SIZE, 3), dtype=np.uint8)


@pytest.fixture
def metainfo():
    return resolve_metainfo('mmflexgen.ShapesWorldDataset')


@pytest.fixture(scope='session')
def save(tmp_path_factory):
    """A function: a downstream config's model, saved; its two paths."""

    def save(name, classes=None, std=None):
        path = osp.join(CONFIGS, f'downstream/{name}.py')
        cfg = load_config(path)
        torch.manual_seed(0)
        with DefaultScope.overwrite_default_scope(cfg.default_scope):
            model = MODELS.build(cfg.model)
        if std is not None:
            for weight in model.parameters():
                torch.nn.init.normal_(weight, std=std)
        checkpoint = str(tmp_path_factory.mktemp(name) / 'weights.pth')
        meta = {} if classes is None else dict(
            dataset_meta=dict(classes=classes))
        torch.save(dict(state_dict=model.state_dict(), meta=meta), checkpoint)
        return dict(config=path, checkpoint=checkpoint)

    return save
