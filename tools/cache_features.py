"""Writes the features that a config's training reads.

    python tools/cache_features.py CONFIG

CONFIG trains from mmflexgen.CachedHypercolumns. It can be stopped at any time;
the same command goes on from there, and a larger num_views extends a cache.
"""

import argparse
from typing import Optional, Sequence

from mmengine.config import DictAction
from mmengine.registry import DefaultScope

from mmflexgen.apis.generator import pick_device
from mmflexgen.feature_cache import fill
from mmflexgen.registry import DATASETS, MODELS
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.config import check_data_paths, load_config


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config file or package::file')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument(
        '--cfg-options', nargs='+', action=DictAction,
        help='settings that win over the config, such as '
        'train_dataloader.dataset.num_views=16')
    return parser.parse_args(argv)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> None:
    args = parse_args(argv)
    cfg = load_config(args.config, args.cfg_options)
    device = pick_device(args.device)
    dataset = (cfg.get('train_dataloader') or {}).get('dataset') or {}
    if str(dataset.get('type')).split('.')[-1] != 'CachedHypercolumns':
        raise InputError(
            f'config {args.config} trains from {dataset.get("type")}: set '
            'train_dataloader.dataset to mmflexgen.CachedHypercolumns, as in '
            'configs/datasetdm/datasetdm_shapesworld-64_100_cached.py')
    check_data_paths(cfg, 'train_dataloader')
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        cached = DATASETS.build(dataset)
        # The features do not depend on what is trained on them.
        model = MODELS.build({
            **cfg.model, 'feature_cache': None, 'decoders': {}})
    written = fill(cached, model.to(device), device)
    print(f'{cached.cache_dir}: {len(cached)} views, {written} of them new')


if __name__ == '__main__':
    main()
