"""Our types inside other libraries' configs, and what importing costs."""

import subprocess
import sys
from importlib import import_module

import pytest
from mmengine.config import Config
from mmengine.model import BaseModel
from mmengine.registry import MODELS as ROOT_MODELS
from mmengine.registry import DefaultScope

from mmflexgen.registry import MODELS
from mmflexgen.utils import register_all_modules


@pytest.fixture
def probe():
    """A type registered in our scope, taken out again afterwards."""

    @MODELS.register_module()
    class RegistryProbe(BaseModel):

        def __init__(self, width: int = 1) -> None:
            super().__init__()
            self.width = width

        def forward(self, inputs, data_samples=None, mode='tensor'):
            return inputs

    yield RegistryProbe
    MODELS._module_dict.pop('RegistryProbe')


@pytest.mark.parametrize('package', ['mmseg', 'mmdet'])
def test_our_type_in_a_stock_config(package, probe, tmp_path):
    file = tmp_path / 'config.py'
    file.write_text(f"_base_ = '{package}::_base_/default_runtime.py'\n"
                    "custom_imports = dict(imports=['mmflexgen'])\n"
                    "model = dict(type='mmflexgen.RegistryProbe', width=3)\n")
    cfg = Config.fromfile(file)
    registry = import_module(f'{package}.registry').MODELS
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        for builder in (registry, ROOT_MODELS):
            model = builder.build(cfg.model)
            assert type(model) is probe and model.width == 3


@pytest.mark.parametrize('package, name', [('mmseg', 'FCNHead'),
                                           ('mmdet', 'RetinaHead')])
def test_their_types_in_our_scope(package, name):
    assert MODELS.get(f'{package}.{name}').__name__ == name


def test_register_all_modules_sets_the_scope():
    register_all_modules()
    assert DefaultScope.get_current_instance().scope_name == 'mmflexgen'


@pytest.mark.parametrize('module', ['mmflexgen', 'mmflexgen.registry'])
def test_importing_is_cheap(module):
    code = (f'import sys, {module}\n'
            "heavy = {'torch', 'mmcv', 'mmdet', 'mmseg', 'diffusers', "
            "'transformers', 'cv2', 'matplotlib'}\n"
            'print(sorted(heavy & set(sys.modules)))')
    out = subprocess.run([sys.executable, '-c', code], check=True,
                         capture_output=True, text=True)
    assert out.stdout.strip() == '[]'
