"""Do the objects of a dataset stand where its compositions asked for them?

    python tools/synthesize.py \\
        configs/flexdataset/flexdataset_shapesworld-64_100_fidelity.py \\
        --num 500 --out work_dirs/flexdataset/fidelity
    python tools/analysis_tools/layout_fidelity.py \\
        work_dirs/flexdataset/fidelity --out fidelity.json --picture PNG

A detector looks at the images. Boxes and categories of the manifest are the
ground truth of AP at --iou-thr; an object is found if the detector finds one
in its place, and right if that has its category. What the detector itself
misses on real images, the same counts say:

    python tools/analysis_tools/layout_fidelity.py data/shapesworld \\
        --ann-file annotations/instances_val.json
"""

import argparse
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

import numpy as np
from mmengine.structures import InstanceData
from PIL import Image
from tqdm import tqdm

from mmflexgen.structures import Composition
from mmflexgen.structures.composition_instances import composition_instances
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import add_detector_options
from mmflexgen.utils.config import load_config
from mmflexgen.utils.read_rgb import read_rgb

_SHOWN, _COLUMNS = 16, 8


class Scene(NamedTuple):
    """An image's file and what it should show."""

    image: Path
    composition: Composition


def parse_args(argv: Any = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('root', type=Path, help='folder that tools/'
                        'synthesize.py wrote, or of real images')
    parser.add_argument('--ann-file', help="COCO file of real images, "
                        "relative to the folder; the manifest's if not given")
    parser.add_argument('--img-prefix', default='JPEGImages',
                        help='folder of real images')
    parser.add_argument('--min-objects', type=int, default=3)
    parser.add_argument('--max-objects', type=int, default=6)
    parser.add_argument('--num', type=int, help='look at the first images '
                        'only; all if not given')
    add_detector_options(parser)
    return parser.parse_args(argv)


def read_scenes(args: argparse.Namespace) -> Tuple[List[Scene], int]:
    """Images with enough objects, and not too many; and how many slots of
    such compositions were given up."""
    from mmflexgen.layouts import CocoLayouts
    from mmflexgen.synthesis import iter_manifest
    from mmflexgen.synthesis.manifest import find_file
    if args.ann_file:
        reader = CocoLayouts(str(args.root), [args.ann_file],
                             img_prefix=args.img_prefix, square=False,
                             min_objects=args.min_objects,
                             max_objects=args.max_objects)
        return [Scene(args.root / each.image, each.composition)
                for each in reader.layouts][:args.num], 0
    scenes: List[Scene] = []
    samples = unfilled = 0
    for line in iter_manifest(args.root):
        samples += 1
        composition = Composition.from_dict(line.get('composition') or dict(
            boxes=[], categories=[]))
        if not args.min_objects <= len(composition) <= args.max_objects:
            continue
        if line.get('unfilled'):
            unfilled += 1
        else:
            scenes.append(Scene(args.root / find_file(line, 'image'),
                                composition))
    if not scenes:
        raise InputError(
            f'none of the {samples} samples in the manifest of {args.root} '
            f'was asked for by a composition of {args.min_objects} to '
            f'{args.max_objects} objects: give a folder that '
            'tools/synthesize.py wrote with a FlexDataset')
    return scenes[:args.num], unfilled


def measure(args: argparse.Namespace) -> Dict[str, Any]:
    """See :func:`mmflexgen.evaluation.layout_fidelity.layout_fidelity`;
    ``unfilled`` slots have no image and do not count."""
    scenes, unfilled = read_scenes(args)
    # Imported late, so that a wrong folder is named at once.
    from mmflexgen.evaluation.detector import Detector
    from mmflexgen.evaluation.layout_fidelity import layout_fidelity
    detector = Detector(load_config(args.detector_config),
                        args.detector_checkpoint, args.device)
    detector.check_classes({name for scene in scenes
                            for name in scene.composition.categories},
                           str(args.root))
    shown: List[np.ndarray] = []
    asked: List[InstanceData] = []
    found: List[InstanceData] = []
    for start in tqdm(range(0, len(scenes), args.batch_size), unit='batch'):
        batch = scenes[start:start + args.batch_size]
        images = [np.array(read_rgb(scene.image)) for scene in batch]
        asked += [composition_instances(scene.composition, detector.classes,
                                        *image.shape[:2])
                  for scene, image in zip(batch, images)]
        found += detector(images, args.batch_size)
        shown += images[:max(0, _SHOWN - len(shown))]
    if args.picture:
        draw(args, shown, asked, found, detector.classes)
    return dict(layout_fidelity(asked, found, detector.classes,
                                args.score_thr, args.iou_thr),
                unfilled=unfilled)


def draw(args: argparse.Namespace, images: List[np.ndarray],
         asked: List[InstanceData], found: List[InstanceData],
         classes: Any) -> None:
    """Writes images with what was asked for, each beside what is found."""
    from mmflexgen.evaluation.asked_objects import (above_score,
                                                    match_objects,
                                                    same_label)
    from mmflexgen.visualization.boxes import draw_boxes, status_colours
    from mmflexgen.visualization.grid import grid
    certain = above_score(found[:len(images)], args.score_thr)
    pictures = []
    for image, want, have in zip(images, asked, certain):
        match, = match_objects([want], [have], args.iou_thr)
        pictures += [
            draw_boxes(image, want.bboxes, [classes[k] for k in want.labels],
                       status_colours(match, same_label(want, have, match))),
            draw_boxes(image, have.bboxes, [
                f'{classes[k]} {score:.2f}'
                for k, score in zip(have.labels, have.scores)],
                [(255, 255, 255)] * len(have))]
    Image.fromarray(grid(pictures, _COLUMNS)).save(args.picture)


@one_sentence_errors
def main(argv: Any = None) -> None:
    args = parse_args(argv)
    summary = measure(args)
    print(f'{"class":<14}{"asked":>7}{"found":>7}{"right":>7}{"AP":>7}')
    for name, row in summary['per_class'].items():
        precision = '-' if row['AP'] is None else f'{row["AP"]:.1f}'
        print(f'{name:<14}{row["asked"]:>7}{row["found"]:>7}'
              f'{row["right"]:>7}{precision:>7}')
    print(f'{summary["images"]} images, {summary["asked"]} objects: AP at '
          f'IoU {args.iou_thr:g} {summary["AP"]}; {summary["found"]} % '
          f'found, {summary["right"]} % with the right category, which are '
          f'{summary["category_right"]} % of those found; '
          f'{summary["extra_per_image"]} more objects an image; '
          f'{summary["unfilled"]} slots without an image')
    if args.out:
        write_json(args.out, summary)


if __name__ == '__main__':
    main()
