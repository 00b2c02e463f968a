"""A sample as a card of the report."""

import base64
import io
from html import escape
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
from PIL import Image

from ..synthesis.manifest import class_share, find_file
from ..synthesis.statistics import PRESENT
from .layers import annotation_layers

# Larger pictures are reduced to this side, smaller ones shown as pixels.
LARGEST, SMALL = 384, 128


def data_uri(picture: Image.Image, **options) -> str:
    """A picture inside the page."""
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    text = base64.b64encode(buffer.getvalue()).decode('ascii')
    return f'data:image/{options["format"].lower()};base64,{text}'


def sample_card(line: Dict[str, Any], fields: Dict[str, Any],
                classes: Sequence[str],
                palette: Sequence[Sequence[int]]) -> str:
    """HTML of one card: image, annotations over it, prompt and classes.

    Args:
        line: manifest line of an accepted sample.
        fields: of the sample; see :func:`mmflexgen.synthesis.read_back`.
        classes: names by label id.
        palette: RGB by label id.
    """
    image = Image.fromarray(fields['image'])
    small = max(image.size) <= SMALL
    image.thumbnail((LARGEST, LARGEST))
    photo = (data_uri(image, format='PNG') if small else
             data_uri(image, format='JPEG', quality=88))
    layers = annotation_layers(fields, palette, 4 if small else 1)
    pictures = ''.join(
        f'<img class="kind-{kind}{" fill" if index == 0 else ""}" '
        f'src="{_layer_uri(layer, 4 * SMALL if small else LARGEST)}" '
        f'alt="{kind if index == 0 else ""}">'
        for kind, pair in layers.items() for index, layer in enumerate(pair))
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
        f'{pictures}</span></div>'
        f'<div class="text"><p>{escape(line["prompt"])}</p>'
        f'<div class="chips">{_chips(line, classes, palette)}</div>'
        f'<p class="meta">{name} · seed {line["seed"]}{attempt}{scores}</p>'
        '</div></article>')


def _layer_uri(layer: np.ndarray, largest: int) -> str:
    picture = Image.fromarray(layer)
    if max(picture.size) > largest:
        picture.thumbnail((largest, largest), Image.Resampling.NEAREST)
    return data_uri(picture, format='PNG', optimize=True)


def _present(line: Dict[str, Any], classes: Sequence[str]) -> List[str]:
    """Foreground classes that the labels show, or the prompt names."""
    return [name for name in classes
            if name in line['classes'] or (
                name != 'background' and class_share(line, name) >= PRESENT)]


def _chips(line: Dict[str, Any], classes: Sequence[str],
           palette: Sequence[Sequence[int]]) -> str:
    chips = []
    for name in _present(line, classes):
        share = class_share(line, name)
        kind, title = '', 'asked for and found'
        if share < PRESENT:
            kind, title = ' missing', 'asked for, not found'
        elif name not in line['classes']:
            kind, title = ' unasked', 'not asked for'
        amount = []
        if 'objects' in line:
            amount.append(f'× {line["objects"].get(name, 0)}')
        if 'pixels' in line:
            amount.append(f'{100 * share:.0f} %')
        colour = 'rgb({},{},{})'.format(*palette[classes.index(name)])
        chips.append(f'<span class="chip{kind}" title="{title}">'
                     f'<i class="dot" style="background:{colour}"></i>'
                     f'{escape(name)} {" ".join(amount)}</span>')
    return ''.join(chips)
