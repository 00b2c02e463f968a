"""The two tools, as they are called."""

import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a tool in this process: importing mmdet anew takes seconds."""

    def call(tool, *args):
        monkeypatch.setattr(sys, 'argv', [tool, *map(str, args)])
        with pytest.raises(SystemExit) as stop:
            runpy.run_path(str(ROOT / 'tools' / tool), run_name='__main__')
        return (stop.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'list.py'
    path.write_text("prompt_list = dict(classes=['cat', 'dog'], "
                    'per_class=1, total=2, min_words=4)\n'
                    "guide = 'Write {count} of a {name}.'\n"
                    "writer = dict(type='mmflexgen.TransformersWriter', "
                    "path='/nowhere')\n")
    return path


def test_check_says_what_is_wrong(run, config, tmp_path):
    file = tmp_path / 'p.txt'
    file.write_text('A black cat on the mat\nA dog under an old tree\n')
    code, out, _ = run('analysis_tools/check_prompts.py', file, '--config',
                       config)
    assert code == 0 and out.rstrip().endswith('\nfit for use')
    file.write_text('A black cat on the mat\na black cat, on the mat.\n'
                    'A short cat\nA bus without anybody inside\n')
    code, out, _ = run('analysis_tools/check_prompts.py', file, '--config',
                       config)
    assert code == 1
    for words in ('p.txt, line 2: duplicate: a black', '1 names no class',
                  '1 too short', '1 of 2 prompts', '4 prompts of 3 to 6 words',
                  'not fit for use'):
        assert words in out
    assert 'dog                       0' in out


def test_check_takes_the_classes_of_a_dataset(run, tmp_path):
    pytest.importorskip('mmdet')
    file = tmp_path / 'p.txt'
    file.write_text('A black cat lies on the mat beside a chair\n')
    code, out, _ = run('analysis_tools/check_prompts.py', file, '--dataset',
                       'mmdet.CocoDataset')
    assert code == 1
    assert 'fewer than 1 prompts for 78 of 80 classes: person (0)' in out
    code, _, err = run('analysis_tools/check_prompts.py', file, '--dataset',
                       'mmdet.Nothing')
    assert code == 2 and 'mmdet.Nothing is no registered dataset' in err


def test_write_names_what_is_missing(run, config, tmp_path):
    out = tmp_path / 'p.txt'
    code, _, err = run('write_prompts.py', config, '--out', out)
    assert code == 2 and 'finds no folder /nowhere' in err
    assert not out.exists()
    config.write_text('prompt_list = dict(classes=["cat"])\n')
    code, _, err = run('write_prompts.py', config, '--out', out)
    assert code == 2 and 'has no guide' in err
