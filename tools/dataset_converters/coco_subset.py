"""Writes a part of a COCO annotation file.

400 images of COCO, five for each class, as in DatasetDM's table 2:

    python tools/dataset_converters/coco_subset.py \
        data/coco/annotations/instances_train2017.json --per-class 5 \
        --out data/coco/annotations/instances_train2017_400.json

800 images with people, and all objects as one class (it serves synthetic
files too):

    python tools/dataset_converters/coco_subset.py \
        data/coco/annotations/person_keypoints_train2017.json \
        --per-class 800 \
        --out data/coco/annotations/person_keypoints_train2017_800.json
    python tools/dataset_converters/coco_subset.py \
        data/coco/annotations/instances_val2017.json --one-class object \
        --out data/coco/annotations/instances_val2017_object.json
"""

import argparse
from pathlib import Path

from mmengine.fileio import dump, load

from mmflexgen.datasets.coco_subset import (choose_per_class, cut,
                                            merge_classes)
from mmflexgen.utils import InputError, one_sentence_errors


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write a part of a COCO annotation file.')
    parser.add_argument('annotations', type=Path, help='JSON file to read')
    parser.add_argument('--per-class', type=int, metavar='NUMBER',
                        help='keep so many images for each class')
    parser.add_argument('--one-class', metavar='NAME',
                        help='put all objects into one class of this name')
    parser.add_argument('--out', type=Path, required=True,
                        help='JSON file to write')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    if not args.annotations.is_file():
        raise InputError(f'{args.annotations} does not exist: give a COCO '
                         'annotation file')
    document = load(args.annotations)
    if args.per_class is not None:
        if args.per_class < 1:
            raise InputError(f'--per-class {args.per_class}: give a number '
                             'of 1 or more')
        document = cut(document, choose_per_class(document, args.per_class))
    if args.one_class is not None:
        document = merge_classes(document, args.one_class)
    dump(document, args.out)
    print(f'{args.out}: {len(document["images"])} images, '
          f'{len(document["annotations"])} objects, '
          f'{len(document["categories"])} classes')


if __name__ == '__main__':
    main()
