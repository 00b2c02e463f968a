"""Panoptic labels can be read where panopticapi is not installed."""

import sys
from importlib.util import find_spec
from types import ModuleType

import pytest


@pytest.fixture
def panopticapi(monkeypatch):
    """The package, or a stand-in for the one function that training needs.

    It is not on PyPI (mmdet names its repository).
    """
    if find_spec('panopticapi') is None:
        package, utils = ModuleType('panopticapi'), ModuleType('utils')
        # COCO's definition of a segment's id.
        utils.rgb2id = lambda color: (
            color.astype(int) * [1, 256, 256**2]).sum(-1)
        package.utils = utils
        monkeypatch.setitem(sys.modules, 'panopticapi', package)
        monkeypatch.setitem(sys.modules, 'panopticapi.utils', utils)
