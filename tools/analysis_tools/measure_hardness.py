"""How hard a trained segmenter finds the real images and their classes.

    python tools/analysis_tools/measure_hardness.py \
        configs/downstream/fpn_r18_shapesworld.py WEIGHTS --out hardness.json

The file serves three settings of a synthesis config: ``class_weights`` of
``PromptSource`` takes each class's weight, so that harder classes are asked
for more often; ``image_weights`` of ``FilePrompt`` each image's, so that the
captions of harder images come up more often; and ``class_means`` of
``SegmenterLossFilter`` takes each class's mean loss.
"""

import argparse
from pathlib import Path
from typing import Any, Dict, Optional

import numpy as np
from mmengine.config import Config, DictAction
from tqdm import tqdm

from mmflexgen.datasets.build import build_dataset
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.cli import output_file
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Measure how hard labelled images are.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('config', help='mmseg config of the segmenter')
    parser.add_argument('checkpoint', help='its weights')
    parser.add_argument('--out', type=output_file, required=True,
                        help='JSON file to write')
    parser.add_argument('--loader', default='train_dataloader',
                        help='which dataset of the config')
    parser.add_argument('--by', default='iou', choices=('iou', 'loss'),
                        help='what the weights of the classes follow: 1 - '
                        'IoU, or the mean loss; images follow the loss')
    parser.add_argument('--power', type=float, default=1.0,
                        help='of the hardness; 0 gives equal weights')
    parser.add_argument('--limit', type=float, default=4.0,
                        help='weights stay between 1 / limit and limit')
    parser.add_argument('--exempt', nargs='*', default=['background'],
                        help='classes that are never asked for')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    return parser.parse_args()


def image_name(dataset: Any, path: str) -> str:
    """An image's path below the image folder, as captions name it."""
    folder = getattr(dataset, 'data_prefix', {}).get('img_path')
    return (Path(path).relative_to(folder).as_posix() if folder
            else Path(path).name)


def mean_loss(losses: np.ndarray) -> Optional[float]:
    """Over the labelled pixels, the others being nan; None without any."""
    labelled = losses[~np.isnan(losses)]
    return round(float(labelled.mean()), 6) if labelled.size else None


def measure(cfg: Config, args: argparse.Namespace) -> Dict[str, Any]:
    """What the file holds."""
    dataset = build_dataset(cfg, args.loader)
    # Imported late, so that a wrong config is named at once.
    from mmflexgen.evaluation import ClassHardness, sampling_weights
    from mmflexgen.evaluation.pixel_loss import pixel_losses
    from mmflexgen.evaluation.segmenter import Segmenter
    segmenter = Segmenter(cfg, args.checkpoint, args.device)
    classes = dataset.metainfo['classes']
    segmenter.match_classes(classes, f'the {args.loader} of the config')
    result = ClassHardness(classes)
    images: Dict[str, Dict[str, Optional[float]]] = {}
    for index in tqdm(range(len(dataset)), unit='image', mininterval=1):
        sample = dataset[index]
        label = np.ascontiguousarray(sample['gt_seg_map'], np.uint8)
        outside = label[(label >= len(classes)) & (label != 255)]
        if outside.size:
            raise InputError(
                f'{sample["seg_map_path"]} holds the label id {outside[0]}, '
                f'outside the {len(classes)} classes (0 to '
                f'{len(classes) - 1}, 255 for ignore); mend the dataset')
        logits = segmenter.logits([sample['img'][..., ::-1]])[0]
        losses = pixel_losses(logits, label)
        result.add(losses, logits.argmax(dim=0).cpu().numpy(), label)
        name = image_name(dataset, sample['img_path'])
        if name in images:
            raise InputError(f'the {args.loader} of the config has two '
                             f'images named {name}, which captions cannot '
                             'tell apart; measure one folder at a time')
        images[name] = dict(loss=mean_loss(losses))
    rows = result.summary()
    hardness = {
        name: 1 - row['iou'] if args.by == 'iou' and row['iou'] is not None
        else row[args.by]
        for name, row in rows.items() if name not in args.exempt}
    for name, weight in sampling_weights(hardness, args.power,
                                         args.limit).items():
        rows[name]['weight'] = weight
    for name, weight in sampling_weights(
            {name: row['loss'] for name, row in images.items()}, args.power,
            args.limit).items():
        images[name]['weight'] = weight
    return dict(weights_by=args.by, classes=rows, images=images)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    if args.power < 0 or args.limit < 1:
        raise InputError(f'--power {args.power} and --limit {args.limit}: '
                         'they must be at least 0 and at least 1')
    summary = measure(load_config(args.config, args.cfg_options), args)
    print(f'{"class":<14}{"pixels":>10}{"IoU":>7}{"loss":>8}{"weight":>8}')
    for name, row in summary['classes'].items():
        iou, loss, weight = (
            '-' if row.get(key) is None else f'{factor * row[key]:.{digits}f}'
            for key, factor, digits in (('iou', 100, 1), ('loss', 1, 3),
                                        ('weight', 1, 2)))
        print(f'{name:<14}{row["pixels"]:>10}{iou:>7}{loss:>8}{weight:>8}')
    write_json(args.out, summary)
    print(f'{args.out} is written, from {len(summary["images"])} images')


if __name__ == '__main__':
    main()
