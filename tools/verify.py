"""Reads a dataset back through the classes that train on it.

    python tools/verify.py data/synth
    python tools/verify.py data/VOC2012 --format voc --split train

It takes any dataset of the formats in docs/en/data_formats.md, written by
tools/synthesize.py or not. The exit status is 1 if anything is wrong.
"""

import argparse
import sys
import warnings
from pathlib import Path
from typing import Optional, Sequence

from mmflexgen.utils import InputError, one_sentence_errors, require


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', help='folder of the dataset')
    parser.add_argument('--format', nargs='+', help='formats to look for: '
                        'voc, ade20k, cityscapes, coco, coco_keypoints, '
                        'coco_panoptic, nyu, saliency; all by default')
    parser.add_argument('--split', help='the split to read, such as train; '
                        'all by default')
    parser.add_argument('--consumer', help='dataset class to read it with, '
                        'such as mmflexgen.ShapesWorldDataset; the stock '
                        'class of the format by default')
    return parser.parse_args(argv)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if problems were found."""
    args = parse_args(argv)
    require('pycocotools', 'tools/verify.py')
    from mmflexgen.exporters.verification.layouts import find_datasets
    from mmflexgen.synthesis.integrity import damaged_files
    warnings.filterwarnings('ignore')
    found = find_datasets(args.folder, args.format, args.split)
    formats = sorted({item.format for item in found})
    if args.consumer and len(formats) > 1:
        raise InputError(f'{args.folder} holds {", ".join(formats)}, which '
                         'no single class reads; give --format, too')
    problems = list(damaged_files(Path(args.folder)))
    for problem in problems:
        print(problem)
    for item in found:
        result = item.verify(args.folder, args.consumer)
        first, *others = result.sentences()
        print(f'{item.format} {item.split}: {first}')
        for sentence in others:
            print(f'  {sentence}')
        problems += result.problems
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
