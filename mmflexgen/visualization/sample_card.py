"""A sample as a card of the report."""

import base64
import io
from html import escape
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
from PIL import Image

from ..synthesis.manifest import find_file
from ..synthesis.statistics import PRESENT
from .overlay import colourise, contours, enlarge

# Larger pictures are reduced to this side, smaller ones shown as pixels.
LARGEST, SMALL = 384, 128


def data_uri(picture: Image.Image, **options) -> str:
    """A picture inside the page."""
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    text = base64.b64encode(buffer.getvalue()).decode('ascii')
    return f'data:image/{options["format"].lower()};base64,{text}'


def sample_card(root: Path, line: Dict[str, Any], classes: Sequence[str],
                palette: Sequence[Sequence[int]]) -> str:
    """HTML of one card: image, labels over it, prompt and classes.

    Args:
        root: dataset folder.
        line: manifest line of an accepted sample.
        classes: names by label id.
        palette: RGB by label id.
    """
    with Image.open(root / find_file(line, 'image')) as file:
        image = file.convert('RGB')
    with Image.open(root / find_file(line, 'sem_seg')) as file:
        labels = file.copy()
    if max(image.size) > LARGEST:
        image.thumbnail((LARGEST, LARGEST))
        labels = labels.resize(image.size, Image.Resampling.NEAREST)
    small = max(image.size) <= SMALL
    photo = (data_uri(image, format='PNG') if small else
             data_uri(image, format='JPEG', quality=88))
    fill, edge = _layers(np.asarray(labels), palette, 4 if small else 1)
    name = Path(find_file(line, 'image')).stem
    alt = escape(line['prompt'], quote=True)
    shown = '|'.join(escape(item, quote=True)
                     for item in _present(line, classes))
    scores = ''.join(f' · {escape(key)} {value:.2f}'
                     for key, value in line['scores'].items())
    attempt = f' · attempt {line["attempt"] + 1}' if line['attempt'] else ''
    return (
        f'<article class="sample" data-classes="{shown}">'
        f'<div class="views{" pixels" if small else ""}">'
        f'<span class="view"><img src="{photo}" alt="{alt}"></span>'
        f'<span class="view labels"><img src="{photo}" alt="">'
        f'<img class="fill" src="{fill}" alt="labels">'
        f'<img src="{edge}" alt=""></span></div>'
        f'<div class="text"><p>{escape(line["prompt"])}</p>'
        f'<div class="chips">{_chips(line, classes, palette)}</div>'
        f'<p class="meta">{name} · seed {line["seed"]}{attempt}{scores}</p>'
        '</div></article>')


def _layers(labels: np.ndarray, palette: Sequence[Sequence[int]],
            scale: int) -> List[str]:
    """Colours of the foreground, and lines along the regions."""
    colours = colourise(labels, palette)
    fill = np.dstack([colours, np.where(labels > 0, 255, 0).astype(np.uint8)])
    large = enlarge(labels, scale)
    edge = contours(large)
    ink = (0.35 * enlarge(colours, scale) + 0.65 * 255).astype(np.uint8)
    line = np.dstack([ink, np.where(edge, 235, 0).astype(np.uint8)])
    line[~edge] = 0
    return [data_uri(Image.fromarray(layer), format='PNG', optimize=True)
            for layer in (fill, line)]


def _present(line: Dict[str, Any], classes: Sequence[str]) -> List[str]:
    """Foreground classes that the labels show, or the prompt names."""
    least = PRESENT * line['size'][0] * line['size'][1]
    return [name for name in classes
            if name in line['classes'] or (
                name != 'background' and line['pixels'].get(name, 0) >= least)]


def _chips(line: Dict[str, Any], classes: Sequence[str],
           palette: Sequence[Sequence[int]]) -> str:
    height, width = line['size']
    chips = []
    for name in _present(line, classes):
        share = line['pixels'].get(name, 0) / (height * width)
        kind, title = '', 'asked for and found'
        if share < PRESENT:
            kind, title = ' missing', 'asked for, not found'
        elif name not in line['classes']:
            kind, title = ' unasked', 'not asked for'
        colour = 'rgb({},{},{})'.format(*palette[classes.index(name)])
        chips.append(f'<span class="chip{kind}" title="{title}">'
                     f'<i class="dot" style="background:{colour}"></i>'
                     f'{escape(name)} {100 * share:.0f} %</span>')
    return ''.join(chips)
