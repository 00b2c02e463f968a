"""A config's dataset, with or without augmentation."""

from mmengine.config import Config
from mmengine.dataset import BaseDataset
from mmengine.registry import DATASETS, init_default_scope

from mmflexgen.utils import InputError
from mmflexgen.utils.config import check_data_paths


def build_dataset(cfg: Config, loader: str,
                  augmented: bool = False) -> BaseDataset:
    """The dataset of a segmenter's dataloader.

    Args:
        cfg: mmseg config.
        loader: key of the dataloader, such as ``'train_dataloader'``.
        augmented: with the config's pipeline. Without it samples are dicts
            with ``img``, uint8 (H, W, 3) BGR, and ``gt_seg_map``, (H, W),
            with the ids that a model learns.

    Raises:
        InputError: there is no such dataloader, or a path does not exist.
    """
    if loader not in cfg:
        raise InputError(f'config {cfg.filename} has no {loader}: give '
                         '--loader one that it has')
    check_data_paths(cfg, loader)
    init_default_scope(cfg.default_scope)
    dataset = cfg[loader].dataset
    if not augmented:
        # mmseg's own loading applies label_map and reduce_zero_label.
        dataset = dict(dataset, pipeline=[
            dict(type='LoadImageFromFile'), dict(type='LoadAnnotations')])
    return DATASETS.build(dataset)
