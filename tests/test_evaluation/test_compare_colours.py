"""Colours of folders of images, painted by hand."""

import colorsys
import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmflexgen.evaluation.colour_shares import (COLOURS, colour_shares,
                                                difference)

TOOL = (Path(__file__).parents[2] / 'tools/analysis_tools/compare_colours.py')
PAINTS = dict(black=(20, 10, 0), grey=(120, 125, 120), white=(250, 245, 250),
              red=(220, 20, 20), orange=(250, 140, 0), yellow=(240, 230, 20),
              green=(20, 160, 40), cyan=(0, 220, 220), blue=(30, 60, 220),
              purple=(110, 20, 200), pink=(250, 90, 200))


def test_each_paint_has_its_name():
    assert tuple(PAINTS) == COLOURS
    for name, paint in PAINTS.items():
        shares = colour_shares(np.full((3, 5, 3), paint, np.uint8))
        assert shares[name] == 1 and sum(shares.values()) == 1


def test_against_the_standard_librarys_hues():
    ends = [0, 15, 45, 70, 165, 195, 255, 290, 345]
    names = [*COLOURS[3:], 'red']
    image = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    counts = dict.fromkeys(COLOURS, 0)
    for pixel in image.reshape(-1, 3) / 255:
        hue, saturation, value = colorsys.rgb_to_hsv(*pixel)
        if value < 0.2:
            name = 'black'
        elif saturation < 0.15:
            name = 'white' if value >= 0.75 else 'grey'
        else:
            name = names[sum(360 * hue >= end for end in ends) - 1]
        counts[name] += 1
    found = colour_shares(image)
    for name, count in counts.items():
        # Hues on a border may fall on either side in float32.
        assert found[name] * 1600 == pytest.approx(count, abs=2)


def paint(folder, *names):
    folder.mkdir()
    for number, name in enumerate(names):
        Image.new('RGB', (4, 4), PAINTS[name]).save(
            folder / f'{number}.png')
    return str(folder)


def run(monkeypatch, *args):
    monkeypatch.setattr(sys, 'argv', [str(TOOL), *args])
    runpy.run_path(str(TOOL), run_name='__main__')


def test_the_tool(tmp_path, monkeypatch, capsys):
    real = paint(tmp_path / 'real', 'red', 'green', 'blue', 'purple')
    drawn = paint(tmp_path / 'drawn', 'red', 'red', 'blue', 'white')
    out = tmp_path / 'out.json'
    run(monkeypatch, real, drawn, '--out', str(out))
    rows = dict(line.rsplit(maxsplit=2)[0::2]
                for line in capsys.readouterr().out.splitlines()[2:])
    assert rows['red'] == rows['unlike the first'] == '50.0'
    shares = json.loads(out.read_text())
    assert shares[real]['purple'] == shares[drawn]['white'] == 0.25
    assert difference(shares[real], shares[real]) == 0

    run(monkeypatch, real, drawn, '--num', '1')
    assert capsys.readouterr().out.splitlines()[-1].split()[-1] == '0.0'


@pytest.mark.parametrize('empty', [True, False])
def test_no_images(tmp_path, monkeypatch, capsys, empty):
    if empty:
        (tmp_path / 'real').mkdir()
    with pytest.raises(SystemExit):
        run(monkeypatch, str(tmp_path / 'real'))
    assert ('holds no image' if empty else 'is no folder') in (
        capsys.readouterr().err)
