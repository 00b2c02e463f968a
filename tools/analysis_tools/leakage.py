"""Do overlapping objects keep their categories, and is the mask the reason?

    python tools/analysis_tools/leakage.py \\
        configs/flexdataset/flexdataset_shapesworld-64_100.py \\
        --num 300 --out leakage.json --picture leakage.png

Scenes of two objects of different categories whose boxes overlap are drawn
twice from the same noise, with the instance mask M of equation 3 and without
it. A detector counts the scenes in which it finds both with their categories;
McNemar's exact test compares the two arms.

The second arm is by default the same weights, which were trained with the
mask, under model.base_model.masked=False. A model that was trained without it
is the stronger opponent:

    … --without model.base_model.pretrained=FOLDER \\
        model.base_model.mimc=FOLDER
"""

import argparse
from typing import Any, Dict, List

import numpy as np
from mmengine.config import Config, DictAction
from mmengine.structures import InstanceData
from PIL import Image

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import add_detector_options
from mmflexgen.utils.config import load_config

_SHOWN, _COLUMNS = 16, 8


def parse_args(argv: Any = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a FlexDataset')
    parser.add_argument('--num', type=int, default=300, help='scenes')
    parser.add_argument('--iou', type=float, nargs=2, default=(0.1, 0.25),
                        metavar=('LEAST', 'GREATEST'),
                        help='intersection over union of the two boxes')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, in both '
                        'arms')
    parser.add_argument('--without', nargs='+', action=DictAction,
                        help='settings of the arm without the mask; '
                        'model.base_model.masked=False if not given')
    add_detector_options(parser)
    return parser.parse_args(argv)


def draw_pairs(cfg: Config, args: argparse.Namespace,
               detector: Any) -> List[Any]:
    """Samples of one arm, of categories that the detector knows."""
    from mmflexgen.apis import init_generator
    from mmflexgen.apis.generator import draw_samples, image_model
    from mmflexgen.registry import TASK_UTILS
    settings = cfg.get('synthesis', {}).get('source', {})
    if 'composer' not in settings:
        raise InputError(f'synthesis.source of {cfg.filename} has no '
                         'composer: give the config of a FlexDataset')
    generator = init_generator(image_model(cfg), None, args.device)
    source = TASK_UTILS.build(dict(
        type='mmflexgen.CompositionSource', metainfo=generator.metainfo,
        composer=dict(type='mmflexgen.OverlappingPairs', iou=args.iou,
                      layouts=settings.composer.layouts)))
    detector.check_classes(source.composer.categories, args.config)
    requests = [source.request(index, 0, args.seed)
                for index in range(args.num)]
    return list(draw_samples(generator, requests, args.batch_size))


def measure(args: argparse.Namespace) -> Dict[str, Any]:
    """Counts, the test, and how often an object took on the other's
    category."""
    options = args.cfg_options or {}
    cfg = load_config(args.config, options)
    inner = 'generator.' if 'annotators' in cfg.get('model', {}) else ''
    # DictAction would add the given settings to a default.
    without = args.without or {f'model.{inner}base_model.masked': False}
    arms = {'with mask': cfg,
            'without mask': load_config(args.config, {**options, **without})}
    from mmflexgen.evaluation.asked_objects import above_score, match_objects
    from mmflexgen.evaluation.detector import Detector
    from mmflexgen.evaluation.mcnemar import mcnemar
    from mmflexgen.structures.composition_instances import (
        composition_instances)
    detector = Detector(load_config(args.detector_config),
                        args.detector_checkpoint, args.device)
    rows: Dict[str, Dict[str, Any]] = {}
    both: List[np.ndarray] = []
    views: List[List[np.ndarray]] = []
    for name, cfg in arms.items():
        samples = draw_pairs(cfg, args, detector)
        asked = [composition_instances(
            sample.request.composition, detector.classes,
            *sample.image.shape[:2]) for sample in samples]
        found = above_score(detector([sample.image for sample in samples],
                                     args.batch_size), args.score_thr)
        matches = match_objects(asked, found, args.iou_thr)
        # (scenes, 2): what was found in the place of each; -1 for nothing.
        seen = np.stack([np.append(have.labels, -1)[match]
                         for match, have in zip(matches, found)])
        wanted = np.stack([want.labels for want in asked])
        both.append((seen == wanted).all(1))
        rows[name] = dict(
            both_right=int(both[-1].sum()),
            objects_found=int((seen >= 0).sum()),
            objects_right=int((seen == wanted).sum()),
            objects_of_the_others_category=int(
                (seen == wanted[:, ::-1]).sum()))
        views.append(_views(samples[:_SHOWN], asked, seen, detector.classes))
    if args.picture:
        from mmflexgen.visualization.grid import grid
        # Each scene with the mask, and beside it without.
        Image.fromarray(grid([view for pair in zip(*views) for view in pair],
                             _COLUMNS)).save(args.picture)
    return dict(scenes=args.num, iou=list(args.iou), arms=rows,
                mcnemar=mcnemar(*both), score_thr=args.score_thr,
                iou_thr=args.iou_thr, without=without)


def _views(samples: List[Any], asked: List[InstanceData], seen: np.ndarray,
           classes: Any) -> List[np.ndarray]:
    from mmflexgen.visualization.boxes import draw_boxes, status_colours
    return [draw_boxes(sample.image, want.bboxes,
                       [classes[k] for k in want.labels],
                       status_colours(labels, labels == want.labels))
            for sample, want, labels in zip(samples, asked, seen)]


@one_sentence_errors
def main(argv: Any = None) -> None:
    args = parse_args(argv)
    summary = measure(args)
    for name, row in summary['arms'].items():
        print(f'{name:<14}' + ', '.join(
            f'{key.replace("_", " ")}: {value}'
            for key, value in row.items()))
    test = summary['mcnemar']
    print(f'{args.num} scenes whose boxes overlap by {args.iou[0]:g} to '
          f'{args.iou[1]:g}: both objects right in {test["only_first"]} with '
          f'the mask only, in {test["only_second"]} without it only, in '
          f'{test["both"]} in both arms; McNemar p = {test["p"]:.3g}')
    if args.out:
        write_json(args.out, summary)


if __name__ == '__main__':
    main()
