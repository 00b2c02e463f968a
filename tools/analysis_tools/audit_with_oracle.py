"""What an oracle segmenter sees in a synthetic dataset.

    python tools/analysis_tools/audit_with_oracle.py data/shapesworld_synth

Two measures: the share of prompted classes that the oracle finds in the
images (false classes are reported beside), and the mIoU of the dataset's
labels against the oracle's predictions.
"""

import argparse
from pathlib import Path
from typing import Any, Dict

from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import add_oracle_options, output_file


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Judge a dataset of tools/synthesize.py by an oracle.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('root', type=Path, help='folder of the dataset')
    parser.add_argument('--listed', action='store_true', help='pass over '
                        'samples that selections left out of the lists')
    add_oracle_options(parser)
    parser.add_argument('--min-share', type=float, default=0.01,
                        help='share of the pixels above which a class '
                        'counts as shown')
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    return parser.parse_args()


def audit(root: Path, args: argparse.Namespace) -> Dict[str, Any]:
    """Both measures over the dataset, see ``OracleAudit.summary``."""
    # Imported late, so that a wrong option is named at once.
    from mmflexgen.evaluation import OracleAudit
    from mmflexgen.evaluation.oracle_pass import OraclePass
    samples = OraclePass(root, args.num, args.listed)
    result = OracleAudit(samples.classes, args.min_share)
    for line, seen, label in samples.run(args):
        result.add(seen, label, line['classes'])
    return result.summary()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    summary = audit(args.root, args)
    header = f'{"class":<14}{"prompted":>9}{"found":>7}{"false":>7}{"IoU":>7}'
    print(header)
    for name, row in summary['per_class'].items():
        iou = '-' if row['iou'] is None else f'{row["iou"]:.1f}'
        print(f'{name:<14}{row["prompted"]:>9}{row["found"]:>7}'
              f'{row["false"]:>7}{iou:>7}')
    print(f'{summary["images"]} images; the oracle finds '
          f'{summary["prompt_recall"]:.1f} % of {summary["prompted_classes"]}'
          f' prompted classes (each above {args.min_share:.0%} of the '
          f'pixels) and {summary["false_per_image"]:.2f} false classes per '
          f'image; labels against the oracle: {summary["label_miou"]:.1f} '
          'mIoU')
    if args.out is not None:
        write_json(args.out, summary)


if __name__ == '__main__':
    main()
