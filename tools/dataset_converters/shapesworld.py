"""Writes ShapesWorld, the procedural dataset this project learns on.

    python tools/dataset_converters/shapesworld.py data/shapesworld

About five minutes on one core for 26,000 images of 64 px, 250 MB. The same
seed gives the same pixels on every machine. docs/en/data_formats.md
describes the folder.
"""

import argparse
from pathlib import Path

from mmflexgen.datasets.shapesworld.writer import WorldSettings, write_world
from mmflexgen.utils import one_sentence_errors


def parse_args() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(
        description='Write the ShapesWorld dataset.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    default = WorldSettings()
    parser.add_argument('out', type=Path, help='folder to write')
    parser.add_argument('--seed', type=int, default=default.seed,
                        help='seed of the whole world')
    parser.add_argument('--size', type=int, default=default.size,
                        help='side of the images in pixels')
    parser.add_argument('--train-full', type=int, default=default.train_full,
                        help='labelled training images; labelled_40, _100 '
                        'and _400 are their first ones')
    parser.add_argument('--val', type=int, default=default.val,
                        help='labelled validation images')
    parser.add_argument('--unlabelled', type=int, default=default.unlabelled,
                        help='images with captions and boxes only')
    parser.add_argument('--neon', type=int, default=default.neon,
                        help='validation images of the second domain')
    parser.add_argument('--void', action='store_true',
                        help='draw void (255) contours between classes, as '
                        'VOC has them')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    """Writes the dataset and says where it is."""
    args = vars(parse_args())
    out = args.pop('out')
    info = write_world(out, WorldSettings(**args))
    print(f'ShapesWorld is in {out}: '
          + ', '.join(f'{k} {info["settings"][k]}' for k in (
              'train_full', 'val', 'unlabelled', 'neon')) + ' images.')


if __name__ == '__main__':
    main()
