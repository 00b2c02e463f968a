"""Have synthetic images the colours of real ones?

    python tools/analysis_tools/compare_colours.py \
        data/shapesworld/JPEGImages work_dirs/flexdataset/fidelity/train

Prints the share of the pixels of each colour in each folder of images, and
how many pixels would have to change colour for it to be as in the first.
Strong guidance makes colours bright and alike: a student of such images has
not seen all that it will meet.
"""

import argparse
from pathlib import Path
from typing import Dict, Optional

import numpy as np
from tqdm import tqdm

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import output_file
from mmflexgen.utils.read_rgb import read_rgb

SUFFIXES = ('.png', '.jpg', '.jpeg')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folders', type=Path, nargs='+',
                        help='folders of images, first the real ones')
    parser.add_argument('--num', type=int, help='images of each folder, its '
                        'first ones by name; all if not given')
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    return parser.parse_args()


def folder_shares(folder: Path, num: Optional[int]) -> Dict[str, float]:
    """Mean shares of the colours over the images of a folder."""
    from mmflexgen.evaluation.colour_shares import COLOURS, colour_shares
    if not folder.is_dir():
        raise InputError(f'{folder} is no folder: give one of images')
    paths = sorted(path for path in folder.iterdir()
                   if path.suffix.lower() in SUFFIXES)[:num]
    if not paths:
        raise InputError(f'{folder} holds no image ({", ".join(SUFFIXES)}): '
                         'give the folder in which they lie')
    shares = []
    for path in tqdm(paths, desc=folder.name, unit='image'):
        shares.append(colour_shares(np.asarray(read_rgb(path))))
    return {name: float(np.mean([each[name] for each in shares]))
            for name in COLOURS}


@one_sentence_errors
def main() -> None:
    args = parse_args()
    from mmflexgen.evaluation.colour_shares import COLOURS, difference
    found = [folder_shares(each, args.num) for each in args.folders]
    for number, folder in enumerate(args.folders, 1):
        print(f'{number}: {folder}')
    print(f'{"percent of pixels":<18}'
          + ''.join(f'{number:>7}' for number in range(1, len(found) + 1)))
    rows = {name: [each[name] for each in found] for name in COLOURS}
    rows['unlike the first'] = [difference(found[0], each) for each in found]
    for name, values in rows.items():
        print(f'{name:<18}' + ''.join(f'{100 * value:7.1f}'
                                      for value in values))
    if args.out:
        write_json(args.out, {str(folder): each for folder, each in
                              zip(args.folders, found)})


if __name__ == '__main__':
    main()
