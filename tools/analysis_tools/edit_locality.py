"""What else changes in a scene when one object is moved?

    python tools/analysis_tools/edit_locality.py \\
        configs/flexdataset/flexdataset_shapesworld-64_100.py \\
        --num 100 --out edits.json --picture edits.png

Scenes of the config's source are drawn, again from the same noise with one
object in another place, and unmoved from other noise. The new place is one
where an object of its category stands in another scene of the source. A
detector looks for the objects that were not moved, where it finds them before:
after the move and, for comparison, in the scene from other noise. Pixels
outside the moved object's old and new box are compared likewise.
"""

import argparse
from dataclasses import replace
from typing import Any, Dict, List, Tuple

import numpy as np
from mmengine.config import Config, DictAction
from PIL import Image

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import add_detector_options
from mmflexgen.utils.config import load_config

_SHOWN, _COLUMNS = 8, 6
# Slots of the source to look through for each scene that is wanted.
_SLOTS = 100
# Slots whose boxes say where objects of a category stand.
_PLACES = 1000


def parse_args(argv: Any = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a FlexDataset')
    parser.add_argument('--num', type=int, default=100, help='scenes')
    parser.add_argument('--min-objects', type=int, default=3)
    parser.add_argument('--max-objects', type=int, default=6)
    parser.add_argument('--max-overlap', type=float, default=0.1,
                        help='of the new box with the old and with other '
                        "objects', as intersection over union")
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    add_detector_options(parser)
    return parser.parse_args(argv)


def draw_scenes(cfg: Config, args: argparse.Namespace, source: Any
                ) -> List[Tuple[Any, Any]]:
    """Requests and the moves of one of their objects."""
    from mmflexgen.layouts.random_move import random_move
    from mmflexgen.prompts.draw import stream
    places: Dict[str, List[Any]] = {}
    for slot in range(_PLACES):
        scene = source.request(slot, 0, args.seed).composition
        for box, name in zip(scene.boxes, scene.categories):
            places.setdefault(name, []).append(box)
    scenes: List[Tuple[Any, Any]] = []
    for slot in range(_SLOTS * args.num):
        request = source.request(slot, 0, args.seed)
        scene = request.composition
        if not args.min_objects <= len(scene) <= args.max_objects:
            continue
        for box, name in zip(scene.boxes, scene.categories):
            places.setdefault(name, [box])
        moved = random_move(scene, stream('move', args.seed, slot),
                            places, args.max_overlap)
        if moved is not None:
            scenes.append((request, moved))
        if len(scenes) == args.num:
            return scenes
    raise InputError(
        f'of {_SLOTS * args.num} compositions of {cfg.filename} '
        f'{len(scenes)} have {args.min_objects} to {args.max_objects} '
        'objects and room to move one: mend these limits')


def measure(args: argparse.Namespace) -> Dict[str, Any]:
    """See :class:`mmflexgen.evaluation.edit_locality.EditLocality`."""
    cfg = load_config(args.config, args.cfg_options)
    settings = cfg.get('synthesis', {}).get('source', {})
    if 'composer' not in settings:
        raise InputError(f'synthesis.source of {args.config} has no '
                         'composer: give the config of a FlexDataset')
    from mmflexgen.apis import init_generator
    from mmflexgen.apis.generator import draw_samples, image_model
    from mmflexgen.evaluation.asked_objects import above_score
    from mmflexgen.evaluation.detector import Detector
    from mmflexgen.evaluation.edit_locality import EditLocality
    from mmflexgen.prompts.draw import noise_seed
    from mmflexgen.registry import TASK_UTILS
    from mmflexgen.structures.composition_instances import (
        composition_instances)
    detector = Detector(load_config(args.detector_config),
                        args.detector_checkpoint, args.device)
    generator = init_generator(image_model(cfg), None, args.device)
    source = TASK_UTILS.build(dict(settings, metainfo=generator.metainfo))
    detector.check_classes(source.composer.categories, args.config)
    scenes = draw_scenes(cfg, args, source)
    requests = [each for request, moved in scenes for each in (
        request, replace(request, composition=moved.scene),
        # The same scene with the noise of the next attempt.
        replace(request, seed=noise_seed(args.seed, request.sample_id, 1)))]
    samples = list(draw_samples(generator, requests, args.batch_size))
    images = [sample.image for sample in samples]
    found = above_score(detector(images, args.batch_size), args.score_thr)
    result = EditLocality(args.iou_thr)
    for number, (request, moved) in enumerate(scenes):
        part = slice(3 * number, 3 * number + 3)
        height, width = images[part][0].shape[:2]
        result.add(composition_instances(request.composition,
                                         detector.classes, height, width),
                   moved.index,
                   np.multiply(moved.box, [width, height] * 2),
                   images[part], found[part])
    if args.picture:
        draw(args, samples[:3 * _SHOWN])
    return dict(result.summary(), score_thr=args.score_thr,
                max_overlap=args.max_overlap)


def draw(args: argparse.Namespace, samples: List[Any]) -> None:
    """Writes scenes before, after and anew, with what was asked for."""
    from mmflexgen.visualization.boxes import draw_boxes
    from mmflexgen.visualization.grid import grid
    pictures = [
        draw_boxes(sample.image, sample.instances.bboxes,
                   sample.request.composition.categories,
                   [(255, 255, 255)] * len(sample.instances))
        for sample in samples]
    Image.fromarray(grid(pictures, _COLUMNS)).save(args.picture)


@one_sentence_errors
def main(argv: Any = None) -> None:
    args = parse_args(argv)
    summary = measure(args)
    print(f'{summary["scenes"]} scenes: of {summary["others"]} objects that '
          f'were not moved {summary["others_kept"]} % are still where they '
          f'were ({summary["others_anew"]} % under another seed); '
          f'{summary["moved_found"]} % of the moved ones are found at their '
          'new place')
    if summary['ratio'] is not None:
        print(f'outside the two boxes {summary["change"]:.2f} grey levels '
              f'change, {summary["change_between_seeds"]:.2f} between two '
              f'seeds: {summary["ratio"]:.2f} of it')
    if args.out:
        write_json(args.out, summary)


if __name__ == '__main__':
    main()
