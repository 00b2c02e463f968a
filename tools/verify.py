"""Reads a dataset back through the classes that train on it.

    python tools/verify.py data/synth
    python tools/verify.py data/VOC2012 --format voc --split train

It takes any dataset of the formats in docs/en/data_formats.md. One that
tools/synthesize.py wrote is read by the classes in its config, and its files
are compared with the manifest. The exit status is 1 if anything is wrong.
"""

import argparse
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import Callable, Iterator, Optional, Sequence, Tuple

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


def checks(args: argparse.Namespace) -> Iterator[Tuple[str, Callable]]:
    """Name and function () -> Verification of all that is to be read."""
    from mmflexgen.exporters.verification.layouts import find_datasets
    from mmflexgen.synthesis.output_folder import RECORD
    from mmflexgen.synthesis.written import WrittenDataset
    if (Path(args.folder) / RECORD).is_file() and not (
            args.format or args.split or args.consumer):
        for exporter in WrittenDataset(args.folder).exporters:
            yield exporter.format, partial(exporter.verify, args.folder)
        return
    found = find_datasets(args.folder, args.format, args.split)
    formats = sorted({item.format for item in found})
    if args.consumer and len(formats) > 1:
        raise InputError(f'{args.folder} holds {", ".join(formats)}, which '
                         'no single class reads; give --format, too')
    for item in found:
        yield f'{item.format} {item.split}', partial(
            item.verify, args.folder, args.consumer)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if problems were found."""
    args = parse_args(argv)
    require('pycocotools', 'tools/verify.py')
    from mmflexgen.synthesis.integrity import damaged_files
    warnings.filterwarnings('ignore')
    problems = list(damaged_files(Path(args.folder)))
    for problem in problems:
        print(problem)
    for name, check in checks(args):
        result = check()
        first, *others = result.sentences()
        print(f'{name}: {first}')
        for sentence in others:
            print(f'  {sentence}')
        problems += result.problems
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
