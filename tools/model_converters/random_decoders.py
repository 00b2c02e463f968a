"""Write a checkpoint of decoders that were not trained.

    python tools/model_converters/random_decoders.py CONFIG OUT.pth

For measuring time and memory of a generator; its labels mean nothing.
"""

import argparse
from pathlib import Path

import torch
from mmengine.config import DictAction
from mmengine.registry import DefaultScope

from mmflexgen.registry import MODELS
from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write a checkpoint of decoders that were not trained.')
    parser.add_argument('config', help='config of a generator')
    parser.add_argument('out', type=Path, help='checkpoint to write')
    parser.add_argument('--seed', type=int, default=0,
                        help='seed of the weights (default: %(default)s)')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'model.base_model.pretrained=FOLDER')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    torch.manual_seed(args.seed)
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        state = MODELS.build(cfg.model).state_dict()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(state_dict=state), args.out)
    print(f'{args.out}: {len(state)} tensors, not trained')


if __name__ == '__main__':
    main()
