"""Whether synthetic masks are like real ones, and new.

    python tools/analysis_tools/compare_masks.py data/shapesworld_masksyn_400 \
        configs/seggen/text2mask_shapesworld-64_400.py \
        --held-out ann_file=ImageSets/Segmentation/val.txt \
        --held-out-captions data/shapesworld/annotations/captions_val.json

Reads the masks of a folder of tools/synthesize.py, those that the config's
model was trained on (its train_dataloader), and held-out real ones. Prints
of each how often the prompted classes are shown, how large and how many they
are, and the IoU with the most similar training mask (mean of the classes that
either shows, background left out; training masks count mirrored, too).
"Learnt by heart" would be an IoU above that of held-out masks.
Whether *images* follow their masks is tools/analysis_tools/
audit_with_oracle.py's question.
"""

import argparse
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Sequence, Tuple

import cv2
import numpy as np
from mmengine.config import Config, DictAction
from mmengine.dataset import BaseDataset
from tqdm import tqdm

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import output_file
from mmflexgen.utils.config import load_config

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('root', type=Path, help='folder of the synthetic '
                        'dataset, with semantic labels')
    parser.add_argument('config', help='with train_dataloader, an mmseg '
                        'dataset')
    parser.add_argument('--held-out', nargs='+', action=DictAction,
                        required=True, help='settings in which the held-out '
                        'dataset differs, such as ann_file=val.txt')
    parser.add_argument('--held-out-captions', help='file of their captions; '
                        'tells how often real masks show all that is named')
    parser.add_argument('--min-share', type=float, default=0.01,
                        help='part of the pixels above which a class counts '
                        'as shown')
    parser.add_argument('--num', type=int, help='masks of each kind at most, '
                        'training masks excepted; all if not given')
    parser.add_argument('--side', type=int, default=64, help='masks are '
                        'compared with training masks at this size, square')
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    return parser.parse_args()


# A label map and the classes that its prompt asks for, None without one.
Masks = Iterator[Tuple[np.ndarray, Optional[Sequence[str]]]]


def build_dataset(cfg: Dict[str, Any]) -> BaseDataset:
    """An mmseg dataset that reads labels alone."""
    from mmflexgen.registry import DATASETS
    dataset = DATASETS.build(dict(
        cfg, pipeline=[dict(type='mmseg.LoadAnnotations')]))
    if not hasattr(dataset, 'reduce_zero_label'):
        raise InputError(
            f'train_dataloader.dataset is a {type(dataset).__name__}: give '
            'the config of a model that learns from semantic labels of mmseg')
    return dataset


def real_masks(dataset: BaseDataset, num: Optional[int] = None,
               source: Any = None) -> Masks:
    """Masks of a dataset, and of a :class:`RealSampleSource` their classes.
    """
    for index in range(len(dataset))[:num]:
        asked = source and source.request(index, 0, 0).classes
        yield dataset[index]['gt_seg_map'], asked


def synthetic_masks(root: Path, dataset: BaseDataset,
                    num: Optional[int]) -> Masks:
    """Those of a folder, read as ``dataset`` reads its own."""
    from mmflexgen.synthesis import iter_manifest
    from mmflexgen.synthesis.manifest import find_file
    lines = list(islice((line for line in iter_manifest(root)
                         if not line.get('unfilled')), num))
    if not lines:
        raise InputError(f'{root} has no manifest with samples: give a '
                         'folder that tools/synthesize.py has written')
    for line in lines:
        info = dict(seg_map_path=str(root / find_file(line, 'sem_seg')),
                    seg_fields=[],
                    reduce_zero_label=dataset.reduce_zero_label,
                    label_map=dataset.label_map)
        yield dataset.pipeline(info)['gt_seg_map'], line['classes']


def count(masks: Masks, statistics: Any, side: int,
          title: str) -> np.ndarray:
    """Adds masks to ``statistics``; returns them in one size, (N, S, S)."""
    small = []
    for labels, asked in tqdm(masks, desc=title, unit='mask', mininterval=1):
        statistics.add(labels, asked)
        small.append(cv2.resize(labels.astype(np.uint8), (side, side),
                                interpolation=cv2.INTER_NEAREST))
    return np.stack(small)


def compare(args: argparse.Namespace) -> Dict[str, Any]:
    """What the tool prints, as JSON-ready values."""
    # Imported late, so that a wrong option is named at once.
    from mmengine.registry import init_default_scope

    from mmflexgen.evaluation.mask_statistics import MaskStatistics
    from mmflexgen.evaluation.nearest_mask import compare_spread, nearest_iou
    from mmflexgen.prompts import RealSampleSource
    cfg = load_config(args.config)
    init_default_scope(cfg.get('default_scope', 'mmseg'))
    train_cfg = cfg.train_dataloader.dataset.to_dict()
    held_cfg = Config(train_cfg)
    held_cfg.merge_from_dict(args.held_out)
    held_cfg = held_cfg.to_dict()
    train, held_out = build_dataset(train_cfg), build_dataset(held_cfg)
    classes = train.metainfo['classes']
    source = args.held_out_captions and RealSampleSource(
        held_cfg, args.held_out_captions, dict(classes=classes))
    background = (classes.index('background') if 'background' in classes
                  else None)
    sets = dict(
        synthetic=synthetic_masks(args.root, train, args.num),
        held_out=real_masks(held_out, args.num, source),
        train=real_masks(train))
    statistics = {name: MaskStatistics(classes, args.min_share, background)
                  for name in sets}
    masks = {name: count(each, statistics[name], args.side, name)
             for name, each in sets.items()}
    nearest = {name: nearest_iou(masks[name], masks['train'], len(classes),
                                 background)
               for name in ('synthetic', 'held_out')}
    return dict(
        **{name: each.summary() for name, each in statistics.items()},
        pixel_distance={
            name: statistics[name].pixel_distance(statistics['train'])
            for name in nearest},
        nearest_train_iou=dict(
            **{name: np.quantile(values, QUANTILES).round(4).tolist()
               for name, values in nearest.items()},
            **compare_spread(*nearest.values())))


def percent(value: Optional[float], width: int = 10) -> str:
    """A part of 1, 0 to 1, in percent, right-aligned."""
    return f'{"-" if value is None else f"{100 * value:.1f}":>{width}}'


def number(value: Optional[float]) -> str:
    """With two decimals, right-aligned."""
    return f'{"-" if value is None else f"{value:.2f}":>10}'


def tell(result: Dict[str, Any]) -> None:
    """Prints the tables."""
    sets = ('synthetic', 'held_out', 'train')
    print(f'{"":<36}' + ''.join(f'{name:>10}' for name in sets))
    print(f'{"masks":<36}' + ''.join(
        f'{result[name]["maps"]:>10}' for name in sets))
    for key, title in (
            ('complete', 'show all prompted classes, %'),
            ('recall', 'prompted classes shown, %')):
        print(f'{title:<36}' + ''.join(
            percent(result[name][key]) for name in sets))
    for key, title in (('unasked', 'classes not asked for, a mask'),
                       ('classes_per_map', 'classes, a mask'),
                       ('pieces_per_map', 'pieces, a mask')):
        print(f'{title:<36}' + ''.join(
            number(result[name][key]) for name in sets))
    for index, quantile in enumerate((10, 50, 90)):
        title = f'area of a class, {quantile}th percentile, %'
        print(f'{title:<36}' + ''.join(
            percent((result[name]['areas'] or [None] * 3)[index])
            for name in sets))
    print(f'{"pixels to change for train, %":<36}' + ''.join(
        percent(value) for value in result['pixel_distance'].values()))
    print('\nIoU with the most similar training mask, %')
    nearest = result['nearest_train_iou']
    print(f'{"percentile":<36}' + ''.join(
        f'{100 * value:>7.0f}' for value in QUANTILES))
    for name in sets[:2]:
        print(f'{name:<36}' + ''.join(
            percent(value, 7) for value in nearest[name]))
    print(f'a synthetic mask is nearer than a held-out one in '
          f'{100 * nearest["higher"]:.1f} % of pairs (50: alike), and above '
          f'their 95th percentile in {100 * nearest["above_95"]:.1f} % (5: '
          'alike)')
    print(f'\n{"":<16}{"masks that show it, %":>30}{"area there, %":>30}'
          f'{"pieces there":>30}')
    print(f'{"class":<16}' + ''.join(f'{name:>10}' for name in sets) * 3)
    for name in result['train']['per_class']:
        rows = [result[each]['per_class'][name] for each in sets]
        print(f'{name:<16}' + ''.join(
            percent(row[key]) for key in ('maps', 'area') for row in rows)
            + ''.join(number(row['pieces']) for row in rows))


@one_sentence_errors
def main() -> None:
    args = parse_args()
    result = compare(args)
    tell(result)
    if args.out is not None:
        write_json(args.out, result)


if __name__ == '__main__':
    main()
