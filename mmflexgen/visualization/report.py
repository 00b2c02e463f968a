"""One self-contained page on a dataset."""

import itertools
from html import escape
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Sequence, Tuple

from ..exporters import BaseExporter
from ..synthesis.read_back import read_sample
from ..synthesis.statistics import Statistics
from .layers import KINDS
from .page_style import SCRIPT, STYLE
from .reject_card import reject_card
from .sample_card import sample_card


def choose_samples(lines: Iterable[Dict[str, Any]], accepted: int,
                   most: int) -> Iterator[Dict[str, Any]]:
    """Up to ``most`` manifest lines of samples, spread over the dataset."""
    count = min(most, accepted)
    wanted = {index * accepted // count for index in range(count)}
    samples = (line for line in lines if not line.get('unfilled'))
    for index, line in enumerate(samples):
        if index in wanted:
            yield line


def write_report(root: Path, exporters: Sequence[BaseExporter],
                 lines: Iterable[Dict[str, Any]], record: Dict[str, Any],
                 card: Dict[str, Any], statistics: Statistics,
                 rejects: Sequence[Dict[str, Any]] = (),
                 most: int = 48) -> Iterator[bytes]:
    """Writes the page, piece by piece.

    Args:
        root: dataset folder.
        exporters: that wrote it.
        lines: of its manifest.
        record: contents of ``synthesis.json``.
        card: contents of ``dataset_card.json``.
        statistics: counts of the dataset.
        rejects: shown; see :func:`mmflexgen.synthesis.rejects.keep_first`.
        most: samples shown.

    Yields:
        bytes: HTML in UTF-8. Equal datasets give equal pages.
    """
    classes, palette = card['classes'], card['palette']
    title = escape(Path(root).resolve().name)
    yield (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
           '<meta name="viewport" content="width=device-width, '
           f'initial-scale=1"><title>{title}</title><style>{STYLE}</style>'
           '</head><body><main>').encode()
    yield _header(title, record, card, statistics).encode()
    kinds = [kind for kind in KINDS
             if any(kind in exporter.kinds for exporter in exporters)]
    yield _controls(classes, palette, min(most, statistics.accepted),
                    statistics, kinds).encode()
    for line in choose_samples(lines, statistics.accepted, most):
        fields = read_sample(root, line, exporters)
        yield (sample_card(line, fields, classes, palette) + '\n').encode()
    yield '</div>'.encode()
    yield from _rejects(rejects)
    yield _classes(classes, palette, statistics).encode()
    yield _distributions(statistics).encode()
    yield _settings(record, card, statistics).encode()
    yield f'</main><script>{SCRIPT}</script></body></html>\n'.encode()


def _header(title: str, record: Dict[str, Any], card: Dict[str, Any],
            statistics: Statistics) -> str:
    asked = sum(item.prompted for item in statistics.classes.values())
    found = sum(item.found for item in statistics.classes.values())
    tiles = [(f'{statistics.accepted:,}', 'samples'),
             (', '.join(statistics.sizes) or 'none', 'pixels'),
             (f'{100 * found / asked:.1f} %' if asked else 'none',
              'of prompted classes found'),
             (f'{sum(statistics.rejects.values()):,}', 'rejected attempts'),
             (f'{statistics.unfilled:,}', 'unfilled slots')]
    tiles += [(f'{value:.3f}', f'mean {name}')
              for name, value in statistics.mean_scores().items()]
    return (
        f'<header><small>mmflexgen, synthetic dataset</small><h1>{title}</h1>'
        f'<p class="soft">{escape(card["generator"])}, '
        f'{" and ".join(card["formats"])} layout, seed {record["seed"]}</p>'
        '</header><div class="tiles">'
        + ''.join(f'<div class="tile"><b>{escape(value)}</b>'
                  f'<span class="soft">{escape(label)}</span></div>'
                  for value, label in tiles) + '</div>')


def _controls(classes: Sequence[str], palette: Sequence[Sequence[int]],
              shown: int, statistics: Statistics,
              kinds: Sequence[str]) -> str:
    # One kind at a time to begin with; more of them hide each other.
    switches = ''.join(
        f'<button data-kind="{kind}" aria-pressed="{str(not index).lower()}">'
        f'{KINDS[kind]}</button>' for index, kind in enumerate(kinds))
    buttons = ''.join(
        f'<button data-class="{escape(name, quote=True)}" '
        f'aria-pressed="false">{_dot(colour)}{escape(name)}</button>'
        for name, colour in zip(classes, palette)
        if name != 'background' and (statistics.classes[name].images
                                     or statistics.classes[name].prompted))
    return (
        f'<h2>Samples</h2><p class="soft"><span id="shown">{shown}</span> of '
        f'{statistics.accepted:,} shown: the image, and the labels over it. '
        'Struck through: asked for, not found. Outlined: not asked for.</p>'
        '<div class="controls" style="margin-top:12px"><label>Labels<input '
        'id="opacity" type="range" min="0" max="100" value="60"></label>'
        f'{switches}</div><div class="controls">{buttons}</div>'
        '<div class="samples">')


def _dot(colour: Sequence[int]) -> str:
    return '<i class="dot" style="background:rgb({},{},{})"></i>'.format(
        *colour)


def _rejects(rejects: Sequence[Dict[str, Any]]) -> Iterator[bytes]:
    if not rejects:
        return
    yield (b'<h2>Rejected attempts</h2><p class="soft">The first ones of '
           b'every reason, image and label. Their slots were tried again, or '
           b'given up.</p><div class="rejects">')
    for each in rejects:
        yield (reject_card(each) + '\n').encode()
    yield b'</div>'


def _classes(classes: Sequence[str], palette: Sequence[Sequence[int]],
             statistics: Statistics) -> str:
    pixels = sum(item.pixels for item in statistics.classes.values())
    pixels = max(1, pixels + statistics.ignored)
    largest = max([1] + [statistics.classes[name].pixels for name in classes
                         if name != 'background'])
    rows = []
    for name, colour in zip(classes, palette):
        item = statistics.classes[name]
        counts = [f'{100 * item.pixels / pixels:.2f} %', f'{item.images:,}']
        bar = ''
        # Nobody asks for background, and its bar would dwarf the rest.
        if name != 'background':
            counts += [f'{item.prompted:,}', _rate(item.found, item.prompted),
                       f'{item.unasked:,}']
            bar = ('<span style="width:{:.1f}%;background:rgb({},{},{})">'
                   '</span>').format(100 * item.pixels / largest, *colour)
        counts += [''] * (5 - len(counts))
        rows.append(
            f'<tr><td class="name">{_dot(colour)}{escape(name)}</td>'
            f'<td class="bar">{bar}</td>' + ''.join(
                f'<td class="number">{count}</td>' for count in counts)
            + '</tr>')
    return (
        '<h2>Classes</h2><div class="panel"><table><tr><th>class</th>'
        '<th>pixels</th><th class="number">share</th><th class="number">'
        'images</th><th class="number">prompted</th><th class="number">found'
        '</th><th class="number">not asked for</th></tr>' + ''.join(rows)
        + '</table></div><p class="soft" style="margin-top:8px">An image '
        'shows a class that covers 1 % of its pixels or more.</p>')


def _rate(part: int, whole: int) -> str:
    return f'{100 * part / whole:.1f} %' if whole else ''


def _distributions(statistics: Statistics) -> str:
    charts = [('part of the image a class covers', statistics.areas)]
    charts += statistics.score_values.items()
    drawn = ''.join(_chart(title, histogram.bars())
                    for title, histogram in charts if histogram.bars())
    return (f'<h2>Distributions</h2><div class="columns">{drawn}</div>'
            if drawn else '')


def _chart(title: str, bars: Sequence[Tuple[float, float, int]]) -> str:
    highest = max(count for _, _, count in bars)
    columns = ''.join(
        f'<i style="height:{100 * count / highest:.1f}%" '
        f'title="{low:.3g} to {high:.3g}: {count:,}"></i>'
        for low, high, count in bars)
    return (f'<div class="panel"><h3>{escape(title)}</h3><div class="chart">'
            f'{columns}</div><div class="ends soft"><span>{bars[0][0]:.3g}'
            f'</span><span>{bars[-1][1]:.3g}</span></div></div>')


def _settings(record: Dict[str, Any], card: Dict[str, Any],
              statistics: Statistics) -> str:
    run = [('slots asked for', card['asked']), ('seed', record['seed']),
           ('config hash', record['config_sha256']),
           ('checkpoint hash', record['checkpoint_sha256'] or 'none')]
    run += card['source'].items()
    run += [(name, value) for software in record['made_with']
            for name, value in software.items()]
    rejects = sorted(statistics.rejects.items()) or [('none', '')]
    left_out = sorted(statistics.left_out.items()) or [('none', '')]
    return (
        '<h2>Rejects and settings</h2><div class="columns"><div '
        f'class="panel settings"><h3>Rejected attempts</h3>{_table(rejects)}'
        f'<h3>Left out of the lists</h3>{_table(left_out)}'
        f'<h3>Run</h3>{_table(run)}</div><div class="panel settings">'
        f'<h3>Config</h3>{_table(_flat(record["config"]))}</div></div>')


def _table(rows: Iterable[Tuple[str, Any]]) -> str:
    return '<table>' + ''.join(
        f'<tr><td>{escape(str(key)).replace(".", ".<wbr>")}</td>'
        f'<td>{escape(str(value))}</td></tr>'
        for key, value in rows) + '</table>'


def _flat(node: Dict[str, Any], prefix: str = '') -> List[Tuple[str, Any]]:
    """Dotted paths of a config; lists stay on one line."""
    return list(itertools.chain.from_iterable(
        _flat(value, f'{prefix}{key}.') if isinstance(value, dict) and value
        else [(f'{prefix}{key}', value)] for key, value in node.items()))
