"""What a depth model has to beat: each pixel's mean depth.

    python tools/analysis_tools/mean_depth_baseline.py \
        configs/datasetdm/datasetdm-depth_shapesworld-64_50.py

It averages the depth maps of the config's training images pixel by pixel,
unknown depth left out, and lets the config's own ``DepthMetric`` judge this
one map on the test images.
"""

import argparse
from typing import Any, Dict, Iterator

import numpy as np
import torch
from mmengine.config import Config, DictAction
from mmengine.registry import DATASETS, METRICS, init_default_scope

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.config import check_data_paths, load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Judge the training images' mean depth map.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('config', help='mmseg config of a depth model')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config')
    return parser.parse_args()


def pick(steps: Any, name: str, where: str) -> Dict[str, Any]:
    """The one of several configs whose type is ``name`` in any scope."""
    for step in steps if isinstance(steps, list) else [steps]:
        if step['type'].rpartition('.')[2] == name:
            return step
    raise InputError(f'{where} of the config has no {name}: give a config '
                     'of a depth model')


def depth_maps(cfg: Config, loader: str) -> Iterator[np.ndarray]:
    """Depth (H, W) of each image of a dataloader, as it is on disk."""
    check_data_paths(cfg, loader)
    dataset = cfg[loader].dataset
    load = pick(dataset.pipeline, 'LoadDepthAnnotation',
                f'{loader}.dataset.pipeline')
    dataset = DATASETS.build(dict(dataset, pipeline=[load]))
    for index in range(len(dataset)):
        yield dataset[index]['gt_depth_map']


def mean_depth(maps: Iterator[np.ndarray]) -> np.ndarray:
    """The mean (H, W) over the maps that know a pixel's depth; the mean of
    all pixels where none does."""
    total = known = None
    for depth in maps:
        if total is None:
            total = np.zeros(depth.shape, np.float64)
            known = np.zeros(depth.shape, np.int64)
        if depth.shape != total.shape:
            raise InputError(
                f'the training images are {total.shape} and {depth.shape} '
                '(height, width): a mean map needs one size')
        total += depth
        known += depth > 0
    return np.where(known > 0, total / known.clip(min=1),
                    total.sum() / known.sum())


def measure(cfg: Config) -> Dict[str, float]:
    """The metrics of the mean map."""
    init_default_scope(cfg.default_scope)
    metric = METRICS.build(
        pick(cfg.test_evaluator, 'DepthMetric', 'test_evaluator'))
    mean = torch.from_numpy(mean_depth(
        depth_maps(cfg, 'train_dataloader'))).float()
    count = 0
    for depth in depth_maps(cfg, 'test_dataloader'):
        if depth.shape != mean.shape:
            raise InputError(
                f'a test image is {depth.shape} and the mean map '
                f'{tuple(mean.shape)} (height, width): all must be of one '
                'size')
        metric.process({}, [dict(
            pred_depth_map=dict(data=mean[None]),
            gt_depth_map=dict(data=torch.from_numpy(depth)[None]))])
        count += 1
    return metric.evaluate(count)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    measure(load_config(args.config, args.cfg_options))


if __name__ == '__main__':
    main()
