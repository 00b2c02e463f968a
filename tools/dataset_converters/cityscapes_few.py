"""Writes a list of a few Cityscapes images that show every class.

DatasetDM's 9 real images of Cityscapes; which ones the paper does not say:

    python tools/dataset_converters/cityscapes_few.py data/cityscapes --num 9

The list, data/cityscapes/train_9.txt, is the ann_file of mmseg's
CityscapesDataset. The label maps are the *_labelTrainIds.png that mmseg's
tools/dataset_converters/cityscapes.py makes.
"""

import argparse
from pathlib import Path
from typing import Iterator, List, Tuple

import numpy as np
from PIL import Image
from tqdm import tqdm

from mmflexgen.datasets.class_quota import choose_covering
from mmflexgen.utils import InputError, one_sentence_errors

_LABELS = '_gtFine_labelTrainIds.png'


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='List a few Cityscapes images that show every class.')
    parser.add_argument('root', type=Path, help='folder of Cityscapes')
    parser.add_argument('--num', type=int, required=True,
                        help='images to choose')
    return parser.parse_args()


def shown_classes(folder: Path) -> Iterator[Tuple[str, List[int]]]:
    """Every image, as city/name, with the labels of its classes."""
    paths = sorted(folder.glob(f'*/*{_LABELS}'))
    if not paths:
        raise InputError(f'{folder} holds no */*{_LABELS}: give the folder '
                         'of Cityscapes, converted for mmseg')
    for path in tqdm(paths, unit='image', mininterval=1):
        labels = np.unique(np.array(Image.open(path))).tolist()
        name = path.relative_to(folder).as_posix()[:-len(_LABELS)]
        yield name, [label for label in labels if label != 255]


@one_sentence_errors
def main() -> None:
    args = parse_args()
    shown = dict(shown_classes(args.root / 'gtFine' / 'train'))
    if not 0 < args.num <= len(shown):
        raise InputError(f'--num {args.num}: give a number from 1 to '
                         f'{len(shown)}, the images there are')
    chosen = choose_covering(shown.items(), args.num)
    path = args.root / f'train_{args.num}.txt'
    path.write_text(''.join(f'{name}\n' for name in chosen),
                    encoding='utf-8')
    found = {label for name in chosen for label in shown[name]}
    print(f'{path}: {len(chosen)} images that show {len(found)} classes')


if __name__ == '__main__':
    main()
