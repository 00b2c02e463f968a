"""tools/dev/install.sh: what it skips, and what it says."""

import os
import os.path as osp
import shutil
import subprocess

import pytest

ROOT = osp.join(osp.dirname(osp.abspath(__file__)), '..', '..')

# Notes what it is asked for; pip fails on the word in the file `broken`.
_FAKE_PYTHON = """#!/usr/bin/env bash
echo "$*" >> calls
if [ -e broken ] && grep -qF -- "$(cat broken)" <<< "$*"; then
    echo 'pip: no such thing' >&2
    exit 1
fi
"""


@pytest.fixture
def install(tmp_path):
    """Runs the script in a copy of the project; returns its outcome."""
    for part in ('requirements', 'setup.py', 'tools/dev/install.sh'):
        source, target = osp.join(ROOT, part), tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if osp.isdir(source):
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)

    def run(**environment) -> subprocess.CompletedProcess:
        return subprocess.run(
            ['bash', 'tools/dev/install.sh'], cwd=tmp_path, text=True,
            capture_output=True, env={**os.environ, **environment})

    return run


@pytest.fixture
def fake_venv(tmp_path):
    python = tmp_path / '.venv' / 'bin' / 'python'
    python.parent.mkdir(parents=True)
    python.write_text(_FAKE_PYTHON)
    python.chmod(0o755)


def test_no_usable_python_is_one_sentence(install):
    result = install(PYTHON='/nowhere/python3.11')
    assert result.returncode == 1
    assert result.stderr.startswith('error: no usable Python among '
                                    "'/nowhere/python3.11': install Python")
    assert len(result.stderr.strip().splitlines()) == 1


def test_second_time_does_nothing(install, fake_venv, tmp_path):
    assert install().returncode == 0
    installed = (tmp_path / 'calls').read_text()
    assert '-r requirements/runtime.txt' in installed
    assert '--no-deps -e .' in installed
    (tmp_path / 'calls').unlink()
    result = install()
    assert result.returncode == 0 and result.stdout == ''
    assert (tmp_path / 'calls').read_text() == '-m pip --version\n'


def test_changed_requirements_are_installed(install, fake_venv, tmp_path):
    install()
    (tmp_path / 'calls').unlink()
    with open(tmp_path / 'requirements' / 'runtime.txt', 'a') as file:
        file.write('another\n')
    install()
    assert '-r requirements/runtime.txt' in (tmp_path / 'calls').read_text()


def test_continues_at_the_step_that_failed(install, fake_venv, tmp_path):
    (tmp_path / 'broken').write_text('-e .')
    result = install()
    assert result.returncode == 1
    assert 'error: this package did not install' in result.stderr
    (tmp_path / 'broken').unlink()
    (tmp_path / 'calls').unlink()
    assert install().returncode == 0
    calls = (tmp_path / 'calls').read_text()
    assert '-e .' in calls and 'runtime.txt' not in calls
