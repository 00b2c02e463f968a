"""What an oracle segmenter sees in a synthetic dataset.

    python tools/analysis_tools/audit_with_oracle.py data/shapesworld_synth

Two measures: the share of prompted classes that the oracle finds in the
images (false classes are reported beside), and the mIoU of the dataset's
labels against the oracle's predictions.
"""

import argparse
import json
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, List

import numpy as np
from PIL import Image
from tqdm import tqdm

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Judge a dataset of tools/synthesize.py by an oracle.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('root', type=Path, help='folder of the dataset')
    parser.add_argument('--oracle-config',
                        default='configs/downstream/shapesworld_oracle.py',
                        help='mmseg config')
    parser.add_argument('--oracle-checkpoint',
                        default='checkpoints/shapesworld_oracle/oracle.pth',
                        help='its weights')
    parser.add_argument('--min-share', type=float, default=0.01,
                        help='share of the pixels above which a class '
                        'counts as shown')
    parser.add_argument('--num', type=int, help='look at the first samples '
                        'only; all if not given')
    parser.add_argument('--batch-size', type=int, default=50,
                        help='images per forward pass')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--out', type=Path, help='JSON file to write')
    return parser.parse_args()


def read_lines(root: Path, num: int = None) -> List[Dict[str, Any]]:
    """Manifest lines of the dataset's samples."""
    from mmflexgen.synthesis import iter_manifest
    lines = list(islice((line for line in iter_manifest(root)
                         if not line.get('unfilled')), num))
    if not lines:
        raise InputError(f'{root} has no manifest with samples: give a '
                         'folder that tools/synthesize.py has written')
    return lines


def read_classes(root: Path) -> List[str]:
    """Class names from the dataset's card."""
    path = root / 'dataset_card.json'
    if not path.is_file():
        raise InputError(f'{path} does not exist: let tools/synthesize.py '
                         'finish the dataset first')
    return json.loads(path.read_text(encoding='utf-8'))['classes']


def batches(lines: List[Any], size: int) -> Iterator[List[Any]]:
    """The lines in lists of at most ``size``."""
    for start in range(0, len(lines), size):
        yield lines[start:start + size]


def audit(root: Path, args: argparse.Namespace) -> Dict[str, Any]:
    """Both measures over the dataset, see ``OracleAudit.summary``."""
    lines, classes = read_lines(root, args.num), read_classes(root)
    # Imported late, so that a wrong folder is named at once.
    from mmflexgen.evaluation import OracleAudit
    from mmflexgen.evaluation.segmenter import Segmenter
    from mmflexgen.synthesis.manifest import find_file
    oracle = Segmenter(load_config(args.oracle_config),
                       args.oracle_checkpoint, args.device)
    oracle.check_classes(classes, str(root))
    result = OracleAudit(classes, args.min_share)
    bar = tqdm(total=len(lines), unit='image', mininterval=1)
    for batch in batches(lines, args.batch_size):
        images = [np.array(Image.open(root / find_file(line, 'image'))
                           .convert('RGB')) for line in batch]
        for line, prediction in zip(batch, oracle(images)):
            label = np.array(Image.open(root / find_file(line, 'sem_seg')))
            result.add(prediction, label, line['classes'])
        bar.update(len(batch))
    bar.close()
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
        args.out.write_text(json.dumps(summary, indent=1) + '\n',
                            encoding='utf-8')


if __name__ == '__main__':
    main()
