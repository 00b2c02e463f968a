"""results.png: bars with every seed's dot, and the learning curves."""

from typing import Any, Dict, List

from .markdown import TITLES
from .metric import Metric

# Colours that remain apart in grey and for colour-blind readers.
_COLORS = dict(real='#4477aa', synthetic='#ee9944', joint='#228833',
               augmented='#aa3377')


def draw_results(summary: Dict[str, Any], results: List[Dict[str, Any]],
                 path: str) -> None:
    """Write the figure.

    Args:
        summary: content of results.json.
        results: of the table's finished runs, for their curves.
        path: PNG file to write.
    """
    # Not pyplot: it would start a display, and keep every figure alive.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    metric = Metric(**summary['metric'])
    figure = Figure(figsize=(11, 4.2), layout='constrained')
    FigureCanvasAgg(figure)
    bars, curves = figure.subplots(1, 2)
    _draw_bars(bars, summary, metric)
    _draw_curves(curves, summary, results, metric)
    figure.savefig(path, dpi=120)


def _draw_bars(axes: Any, summary: Dict[str, Any], metric: Metric) -> None:
    settings = list(dict.fromkeys(
        entry['setting'] for entry in summary['table']))
    rows = list(dict.fromkeys(entry['row'] for entry in summary['table']))
    width = 0.8 / len(rows)
    for entry in summary['table']:
        if entry['mean'] is None:
            continue
        center = (settings.index(entry['setting'])
                  + (rows.index(entry['row']) - (len(rows) - 1) / 2) * width)
        first = entry['setting'] == settings[0]
        axes.bar(center, entry['mean'], width * 0.92,
                 yerr=entry['std'], capsize=4, color=_COLORS[entry['row']],
                 label=TITLES[entry['row']] if first else None)
        axes.plot([center] * len(entry['values']), entry['values'], 'o',
                  color='black', markersize=3.5, zorder=3)
        top = max([*entry['values'], entry['mean'] + (entry['std'] or 0)])
        axes.annotate(metric.text(entry['mean']), (center, top), ha='center',
                      xytext=(0, 4), textcoords='offset points')
    axes.set_xticks(range(len(settings)), settings)
    axes.set_ylabel(f'{metric.label}, error bar: std over seeds')
    axes.margins(y=0.12)
    axes.legend(frameon=False)


def _draw_curves(axes: Any, summary: Dict[str, Any],
                 results: List[Dict[str, Any]], metric: Metric) -> None:
    styles = ['-', '--', ':', '-.']
    settings = list(summary['settings'])
    labelled = set()
    for result in results:
        name = f'{TITLES[result["row"]]}, {result["setting"]}'
        axes.plot([entry['iter'] for entry in result['curve']],
                  [metric.of(entry) for entry in result['curve']],
                  styles[settings.index(result['setting']) % len(styles)],
                  color=_COLORS[result['row']], alpha=0.8, linewidth=1.2,
                  label=None if name in labelled else name)
        labelled.add(name)
    axes.set_xlabel('iteration')
    axes.set_ylabel(f'{metric.label}, one line per seed')
    axes.legend(frameon=False, fontsize='small')
