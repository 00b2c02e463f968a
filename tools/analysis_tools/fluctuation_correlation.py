"""Whether the Temporal Fluctuation Factor tells good labels from bad.

    python tools/analysis_tools/fluctuation_correlation.py FOLDER

FOLDER was written by tools/synthesize.py with a FreeGen whose ``fluctuation``
is set (configs/freegen/pseudo-labels_shapesworld-64.py), and an oracle
segmenter looks at its images. Two answers:

- Spearman's rank correlation of the factor with the labels' error: plain;
  given the masks' area, since small masks are harder to draw and steadier;
  and given also how many classes the prompt names, since a lone object is
  easier in every way.
  A sample's error is 1 - the mean IoU with the oracle over the prompted
  classes that either shows; its area is the labelled part of the image.
- The mIoU of the samples that a selection by the factor keeps, beside that
  of random parts of the same size. With ``--per count`` both are taken among
  samples that name equally many classes.
"""

import argparse
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import add_oracle_options, output_file


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('root', type=Path, help='folder of the dataset')
    parser.add_argument('--score', default='fluctuation',
                        help='which of the scores in the manifest; low is '
                        'good')
    parser.add_argument('--keep', type=float, default=0.5,
                        help='part that the selection keeps')
    parser.add_argument('--per', choices=['dataset', 'count'],
                        default='dataset', help='whether the selection is '
                        'one of all samples, or one among those with '
                        'equally many prompted classes')
    parser.add_argument('--draws', type=int, default=1000,
                        help='random parts to compare it with')
    parser.add_argument('--seed', type=int, default=0,
                        help='of the random parts')
    add_oracle_options(parser)
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    args = parser.parse_args()
    if not 0 < args.keep < 1:
        parser.error('--keep must lie between 0 and 1')
    if args.draws < 2:
        parser.error('--draws must be 2 or more')
    return args


def sample_error(confusion: np.ndarray, prompted: Sequence[int]) -> float:
    """1 - mean IoU over the prompted classes, nan if none is shown."""
    from mmflexgen.evaluation import class_iou
    iou = class_iou(confusion)[list(prompted)]
    shown = ~np.isnan(iou)
    return 1 - iou[shown].mean() if shown.any() else np.nan


def correlate(root: Path, args: argparse.Namespace) -> Dict[str, Any]:
    """Both answers, as JSON-ready values; IoUs from 0 to 100."""
    # Imported late, so that a wrong option is named at once.
    from mmflexgen.evaluation import confusion_matrix
    from mmflexgen.evaluation.oracle_pass import OraclePass
    from mmflexgen.evaluation.rank_correlation import (partial_spearman,
                                                       spearman)
    dataset = OraclePass(root, args.num)
    if any(args.score not in line['scores'] for line in dataset.lines):
        raise InputError(f"the samples of {root} have no score "
                         f"'{args.score}': synthesize them with a FreeGen "
                         'whose fluctuation is set')
    scores, errors, areas, counts, confusions = [], [], [], [], []
    for line, seen, label in dataset.run(args):
        table = confusion_matrix(seen, label, len(dataset.classes))
        error = sample_error(table, [dataset.classes.index(name)
                                     for name in line['classes']])
        if np.isnan(error):
            continue
        scores.append(line['scores'][args.score])
        errors.append(error)
        areas.append(((label > 0) & (label != 255)).mean())
        counts.append(len(line['classes']))
        confusions.append(table)
    return dict(
        samples=len(scores), left_out=len(dataset.lines) - len(scores),
        score=args.score, spearman=spearman(scores, errors),
        spearman_given_area=partial_spearman(scores, errors, areas),
        # Prompts may all name as many.
        spearman_given_area_and_count=(
            partial_spearman(scores, errors, areas, counts)
            if len(set(counts)) > 1 else None),
        spearman_of_areas=spearman(areas, errors),
        **halves(np.array(scores), np.array(
            counts if args.per == 'count' else [0] * len(counts)),
            np.stack(confusions), args))


def halves(scores: np.ndarray, groups: np.ndarray, confusions: np.ndarray,
           args: argparse.Namespace) -> Dict[str, Any]:
    """mIoU of the part that is kept, of the rest, and of random parts.

    Args:
        scores: (n,), low is good.
        groups: (n,), equal numbers for samples that contend.
        confusions: (n, classes, classes).
        args: the command line.

    Raises:
        InputError: all samples would be kept, or none.
    """
    from mmflexgen.evaluation import mean_iou
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]

    def best(values: np.ndarray) -> np.ndarray:
        """bool (n,), the lowest of every group."""
        chosen = np.zeros(len(values), bool)
        for each in members:
            order = each[np.argsort(values[each], kind='stable')]
            chosen[order[:round(args.keep * len(each))]] = True
        return chosen

    def miou(chosen: np.ndarray) -> float:
        return 100 * mean_iou(confusions[chosen].sum(0))

    kept = best(scores)
    if kept.all() or not kept.any():
        raise InputError(f'of {len(kept)} samples a share of {args.keep} is '
                         f'{kept.sum()}, and there is nothing to compare: '
                         'give more samples or another --keep')
    rng = np.random.default_rng(args.seed)
    drawn = np.array([miou(best(rng.random(len(kept))))
                      for _ in range(args.draws)])
    return dict(kept=int(kept.sum()), miou_kept=miou(kept),
                miou_rest=miou(~kept), miou_random=drawn.mean(),
                miou_random_std=drawn.std(ddof=1),
                random_below_kept=float((drawn < miou(kept)).mean()))


@one_sentence_errors
def main() -> None:
    args = parse_args()
    found = correlate(args.root, args)
    both = found['spearman_given_area_and_count']
    print(f'{found["samples"]} samples ({found["left_out"]} left out: neither'
          ' label nor oracle shows a prompted class)\n'
          f'rank correlation of {found["score"]} with the error: '
          f'{found["spearman"]:+.3f}; given the area: '
          f'{found["spearman_given_area"]:+.3f}; and the number of classes: '
          f'{"all name as many" if both is None else format(both, "+.3f")}\n'
          'rank correlation of the area with the error: '
          f'{found["spearman_of_areas"]:+.3f}\n'
          f'mIoU of the {found["kept"]} kept: {found["miou_kept"]:.1f}; of '
          f'the rest: {found["miou_rest"]:.1f}; of {args.draws} random parts '
          f'of this size: {found["miou_random"]:.1f} ± '
          f'{found["miou_random_std"]:.1f}, '
          f'{found["random_below_kept"]:.0%} of them below the kept part')
    if args.out is not None:
        write_json(args.out, found)


if __name__ == '__main__':
    main()
