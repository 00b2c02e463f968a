"""Missing pieces are named, with the command that installs them."""

import subprocess
import sys
import textwrap

import pytest

from mmflexgen.utils import InputError, import_optional, require
from mmflexgen.utils.optional import explain_missing_type

# Stands for a machine on which mmcv's ops were not compiled, or on which
# mmcv, mmdet and mmseg are absent.
_WITHOUT = '''
import sys
for name in {missing}:
    sys.modules[name] = None
'''


def run_without(missing: tuple, code: str) -> str:
    code = _WITHOUT.format(missing=missing) + textwrap.dedent(code)
    out = subprocess.run([sys.executable, '-c', code], capture_output=True,
                         text=True)
    assert out.returncode == 0, out.stderr
    return out.stdout


def test_present_pieces_are_silent():
    require('json', 'this test')
    explain_missing_type('NoSuchTypeAnywhere')


def test_require_names_piece_purpose_and_command():
    with pytest.raises(InputError, match='the report needs no_such_module, '
                       'but .*pip install no_such_module'):
        require('no_such_module', 'the report')


def test_skipped_type_is_explained(tmp_path, monkeypatch):
    package = tmp_path / 'skipped_package'
    (package / 'deep').mkdir(parents=True)
    (package / '__init__.py').touch()
    (package / 'deep' / 'thing.py').write_text('class Thing:\n    pass\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr('mmflexgen.utils.optional._SKIPPED', {})
    import_optional('skipped_package', needs=('json', 'no_such_module'))
    assert 'skipped_package' not in sys.modules
    explain_missing_type('Thin')
    with pytest.raises(InputError, match='Thing is part of skipped_package, '
                       'which was not loaded: no_such_module'):
        explain_missing_type('Thing')


def test_error_inside_an_own_module_is_not_hidden(tmp_path, monkeypatch):
    (tmp_path / 'broken_module.py').write_text('import mmflexgen.nothing\n')
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match='mmflexgen.nothing'):
        import_optional('broken_module', needs=('json', ))


@pytest.mark.parametrize('missing', [('mmcv._ext', ),
                                     ('mmcv', 'mmdet', 'mmseg')])
def test_base_models_need_no_openmmlab_ops(missing):
    out = run_without(missing, '''
        import mmflexgen.models.base
        from mmflexgen.registry import MODELS
        from mmflexgen.utils import InputError, register_all_modules
        register_all_modules()
        try:
            MODELS.build(dict(type='mmflexgen.PDecoder'))
        except InputError as error:
            print(error)
        ''')
    assert 'PDecoder is part of mmflexgen.models' in out
    assert 'install it with: ' in out and 'mmcv==2.1.0' in out
