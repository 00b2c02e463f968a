"""Where a tool's file goes is seen to before its work begins."""

import argparse
import json

import pytest

from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import output_file


def parse(path):
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', type=output_file)
    return parser.parse_args(['--out', str(path)]).out


def test_its_folder_is_made(tmp_path):
    path = parse(tmp_path / 'a/b/out.json')
    assert path.parent.is_dir() and not path.exists()
    for value in (dict(a=1), [2, None]):
        write_json(path, value)
        assert json.loads(path.read_text()) == value
    assert [each.name for each in path.parent.iterdir()] == ['out.json']


def test_what_cannot_be_a_file_is_refused(tmp_path, capsys):
    (tmp_path / 'file').touch()
    for path, message in ((tmp_path, 'is a folder: name a file in it'),
                          (tmp_path / 'file/out.json', 'cannot be made')):
        with pytest.raises(SystemExit) as stop:
            parse(path)
        assert stop.value.code == 2
        assert message in capsys.readouterr().err
