"""Writes a split file with so many images of each class, in VOC layout.

The 100 images of DatasetDM's section 4.2, five chosen for each class:

    python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
        --dataset mmseg.PascalVOCDataset --split train --out train_100 \
        --count-once --take 5 all

The long tail of its table 9, 20 images of the first ten classes and 2 of the
others:

    python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
        --dataset mmseg.PascalVOCDataset --split train --out long_tail \
        --take 20 aeroplane bicycle bird boat bottle bus car cat chair cow \
        --take 2 diningtable dog horse motorbike person pottedplant sheep \
            sofa train tvmonitor

Zero-shot, 30 images of each seen class and none that shows another:

    python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
        --dataset mmseg.PascalVOCDataset --split train --out seen_30 \
        --count-once --take 30 aeroplane bicycle bird boat bottle bus car \
            cat chair cow diningtable dog horse motorbike person

An image counts for every class it shows, and no class exceeds its share: a
tail stays a tail. With --count-once it counts for the one class that it was
chosen for, so that 30 of each of 15 classes are 450.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

import numpy as np
from PIL import Image
from tqdm import tqdm

from mmflexgen.datasets.class_quota import choose_by_quota, choose_once
from mmflexgen.utils import InputError, one_sentence_errors


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write a split file with so many images of each class.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('root', type=Path, help='folder in VOC layout')
    parser.add_argument('--dataset', required=True, help='class of the '
                        "dataset, such as 'mmseg.PascalVOCDataset'")
    parser.add_argument('--split', required=True,
                        help='split file to choose from, without .txt')
    parser.add_argument('--take', nargs='+', action='append', required=True,
                        metavar=('NUMBER', 'CLASS'),
                        help='images of each of these classes; several times '
                        'for several numbers, `all` for all classes. Images '
                        'that show a class not named are left out')
    parser.add_argument('--count-once', action='store_true',
                        help='an image counts for the one class that it was '
                        'chosen for, not for every class it shows')
    parser.add_argument('--out', required=True,
                        help='split file to write, without .txt')
    return parser.parse_args()


def read_quota(take: Sequence[Sequence[str]], classes: Sequence[str]
               ) -> Dict[str, int]:
    """Images per class."""
    quota = {}
    for number, *names in take:
        if not number.isdigit() or not int(number) or not names:
            raise InputError(f'--take {" ".join([number, *names])}: give a '
                             'number of images, then names of classes')
        for name in classes[1:] if names == ['all'] else names:
            if name not in classes or name == 'background':
                raise InputError(f"--take names '{name}', which is no class "
                                 f'to choose by: use {", ".join(classes[1:])}')
            if name in quota:
                raise InputError(f"--take names '{name}' twice: once is "
                                 'enough')
            quota[name] = int(number)
    return quota


def shown_classes(root: Path, names: Sequence[str], classes: Sequence[str]
                  ) -> Iterator[Tuple[str, List[str]]]:
    """Every image with the classes in its label map."""
    for name in tqdm(names, unit='image', mininterval=1):
        path = root / 'SegmentationClass' / f'{name}.png'
        if not path.is_file():
            raise InputError(f'{path} does not exist: give a folder in VOC '
                             'layout with a label map for each image')
        labels = np.unique(np.array(Image.open(path)))
        yield name, [classes[label] for label in labels
                     if 0 < label < len(classes)]


@one_sentence_errors
def main() -> None:
    args = parse_args()
    from mmflexgen.datasets.checks import read_split
    from mmflexgen.registry import DATASETS
    dataset = DATASETS.get(args.dataset)
    if dataset is None:
        raise InputError(f"--dataset {args.dataset} is not registered: name "
                         "one with its scope, such as "
                         "'mmseg.PascalVOCDataset'")
    classes = dataset.METAINFO['classes']
    quota = read_quota(args.take, classes)
    lists = args.root / 'ImageSets' / 'Segmentation'
    shown = dict(shown_classes(
        args.root, read_split(str(lists / f'{args.split}.txt')), classes))
    if args.count_once:
        chosen = choose_once(shown.items(), quota)
        counts = Counter(chosen.values())
    else:
        chosen = choose_by_quota(shown.items(), quota)
        counts = Counter(label for name in chosen for label in shown[name])
    missing = [name for name in quota if not counts[name]]
    if missing:
        raise InputError(f"no image of '{missing[0]}' in {args.split} can be "
                         'taken: none shows it without a class whose share '
                         'is full or that is not named')
    path = lists / f'{args.out}.txt'
    path.write_text(''.join(f'{name}\n' for name in chosen),
                    encoding='utf-8')
    print(f'{path}: {len(chosen)} images; ' + ', '.join(
        f'{name} {counts[name]}' + (f' of {number}' * (counts[name] < number))
        for name, number in quota.items()))


if __name__ == '__main__':
    main()
