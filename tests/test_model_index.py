"""What mim and ``mmflexgen::`` references read is true."""

import os.path as osp
from glob import glob

import pytest
import yaml
from mmengine.config import Config

from mmflexgen.utils import resolve_packages

ROOT = osp.dirname(osp.dirname(osp.abspath(__file__)))


def metafiles() -> list:
    with open(osp.join(ROOT, 'model-index.yml')) as file:
        return yaml.safe_load(file)['Import']


@pytest.mark.parametrize('metafile', metafiles())
def test_metafile_lists_every_config_of_its_folder(metafile):
    with open(osp.join(ROOT, metafile)) as file:
        listed = [model['Config'] for model in yaml.safe_load(file)['Models']]
    there = glob(osp.join(ROOT, osp.dirname(metafile), '*.py'))
    assert sorted(listed) == sorted(osp.relpath(p, ROOT) for p in there)


def with_real_paths(value):
    """Files next to a config are the same ones behind a link."""
    if isinstance(value, dict):
        return {key: with_real_paths(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_real_paths(item) for item in value]
    if isinstance(value, str) and osp.isfile(value):
        return osp.realpath(value)
    return value


@pytest.mark.parametrize('path', sorted(
    osp.relpath(path, osp.join(ROOT, 'configs'))
    for path in glob(osp.join(ROOT, 'configs', '*', '*.py'))))
def test_config_parses_by_path_and_by_reference(path):
    resolve_packages()
    by_path = Config.fromfile(osp.join(ROOT, 'configs', path))
    found, scope = Config._get_cfg_path(f'mmflexgen::{path}', '')
    assert scope == 'mmflexgen'
    assert with_real_paths(Config.fromfile(found).to_dict()) == \
        with_real_paths(by_path.to_dict())
