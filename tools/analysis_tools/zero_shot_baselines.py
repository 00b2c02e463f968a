"""A zero-shot decoder beside what it must beat.

    python tools/analysis_tools/zero_shot_baselines.py \
        configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py \
        work_dirs/datasetdm-openvoc_shapesworld-64_100/iter_1500.pth

Three rows, mIoU on the test images by the metric of the config: the decoder;
the decoder asked by wrong names, each class by the next one's of its group
(seen or unseen); and thresholded cross-attention, whose resolution and
threshold do best on the seen classes of the training images.
"""

import argparse
from copy import deepcopy
from typing import Any, Dict, List, Tuple

import numpy as np
from mmengine.config import Config, ConfigDict, DictAction
from mmengine.runner import Runner
from tqdm import tqdm

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.checkpoint import check_weights, read_checkpoint
from mmflexgen.utils.cli import check_checkpoint_file, output_file
from mmflexgen.utils.config import check_data_paths, load_config

THRESHOLDS = np.arange(1, 20) / 20


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Test a zero-shot decoder, itself with the class names '
        'shuffled, and thresholded cross-attention.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('config', help='config of a DatasetDM whose '
                        'test_evaluator is a GroupedIoUMetric with the '
                        'groups seen and unseen')
    parser.add_argument('checkpoint', help='its weights')
    parser.add_argument('--work-dir', default='work_dirs/zero_shot_baselines',
                        help='folder of logs')
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    return parser.parse_args()


def read_groups(cfg: Config) -> Dict[str, List[str]]:
    """Seen and unseen classes, from the config's metric."""
    groups = dict(cfg.test_evaluator).get('groups', {}) if isinstance(
        cfg.test_evaluator, dict) else {}
    if not {'seen', 'unseen'} <= set(groups):
        raise InputError(
            f'test_evaluator of {cfg.filename} does not say which classes are '
            'unseen: make it one GroupedIoUMetric with groups=dict(seen=..., '
            'unseen=...)')
    for group, names in groups.items():
        if len(names) < 2:
            raise InputError(f'group {group!r} of {cfg.filename} has one '
                             'class: its name cannot be exchanged')
    return groups


def shuffled_names(groups: Dict[str, List[str]], written: Dict[str, str]
                   ) -> Dict[str, str]:
    """Every class of a group, and how the next one of it is written."""
    return {
        name: written.get(other, other)
        for group in ('seen', 'unseen') for name, other in zip(
            groups[group], [*groups[group][1:], groups[group][0]])}


def test(cfg: Config) -> Dict[str, float]:
    """Metrics of a config's model on its test images."""
    runner = Runner.from_cfg(cfg)
    if cfg.load_from is not None:
        check_weights(runner.model,
                      read_checkpoint(cfg.load_from)['state_dict'],
                      cfg.load_from)
    return {name: float(value) for name, value in runner.test().items()}


def fit_attention(cfg: Config, seen: List[str]) -> Dict[str, Any]:
    """Settings of thresholded cross-attention.

    Args:
        cfg: with an ``AttentionThreshold`` as only decoder.
        seen: classes whose mIoU counts.

    Returns:
        ``threshold`` and ``resolution``.
    """
    from mmflexgen.evaluation import class_iou
    runner = Runner.from_cfg(cfg)
    loader = Runner.build_dataloader(dict(
        cfg.test_dataloader, dataset=dict(
            cfg.train_dataloader.dataset,
            pipeline=cfg.test_dataloader.dataset.pipeline)))
    model = runner.model.eval()
    decoder = model.decoders.attention
    scales = sum(count > 0 for count in model.base.hypercolumn_channels()[1])
    rows = [model.classes.index(name) for name in seen]
    best: Tuple[float, Dict[str, Any]] = (-1., {})
    for decoder.resolution in tqdm((None, *range(scales)), unit='scale'):
        counts = count_pixels(model, loader)
        for threshold, confusion in zip(THRESHOLDS.tolist(), counts):
            miou = float(np.nanmean(class_iou(confusion)[rows]))
            if miou > best[0]:
                best = miou, dict(threshold=threshold,
                                  resolution=decoder.resolution)
    return best[1]


def count_pixels(model: Any, loader: Any) -> np.ndarray:
    """Confusion matrices, one per threshold, (T, C, C)."""
    from mmflexgen.evaluation import confusion_matrix
    classes = len(model.classes)
    counts = np.zeros((len(THRESHOLDS), classes, classes), np.int64)
    for batch in loader:
        for sample in model.test_step(batch):
            scores = sample.seg_logits.data.clone()
            background = model.classes.index('background')
            scores[background] = 0
            score, label = (each.cpu().numpy() for each in scores.max(0))
            truth = sample.gt_sem_seg.data[0].cpu().numpy()
            for count, threshold in zip(counts, THRESHOLDS):
                count += confusion_matrix(
                    np.where(score > threshold, label, background), truth,
                    classes)
    return counts


def compare(cfg: Config, checkpoint: str
            ) -> Tuple[Dict[str, Dict[str, float]], Dict[str, Any]]:
    """Metrics by row, and the settings of the cross-attention."""
    groups = read_groups(cfg)
    trained = deepcopy(cfg)
    trained.load_from = checkpoint
    shuffled = deepcopy(trained)
    shuffled.model.prompt_names = shuffled_names(
        groups, cfg.model.get('prompt_names') or {})
    attention = deepcopy(cfg)
    attention.load_from = None
    attention.model.decoders = ConfigDict(attention=dict(
        type='mmflexgen.AttentionThreshold'))
    rows = {'decoder': test(trained), 'names shuffled': test(shuffled)}
    found = fit_attention(attention, groups['seen'])
    attention.model.decoders.attention.update(found)
    rows['cross-attention'] = test(attention)
    return rows, found


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    check_checkpoint_file(args.checkpoint)
    check_data_paths(cfg, 'train_dataloader', 'test_dataloader')
    cfg.work_dir = args.work_dir
    rows, found = compare(cfg, args.checkpoint)
    print(f'{"":<16}{"seen":>9}{"unseen":>9}{"harmonic":>9}')
    for name, metrics in rows.items():
        print(f'{name:<16}' + ''.join(
            f'{metrics[key]:>9.1f}'
            for key in ('mIoU/seen', 'mIoU/unseen', 'harmonic')))
    scale = ('all resolutions' if found['resolution'] is None else
             f'resolution {found["resolution"]}, coarse to fine')
    print(f'cross-attention: {scale}, threshold {found["threshold"]:.2f}')
    if args.out is not None:
        write_json(args.out, dict(rows=rows, cross_attention=found))


if __name__ == '__main__':
    main()
