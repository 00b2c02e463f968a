"""Strips checkpoints to what prediction needs, and joins several.

    python tools/model_converters/publish_weights.py \
        work_dirs/shapesworld_oracle/iter_9000.pth \
        checkpoints/shapesworld_oracle/oracle.pth --half

The result holds the state dict alone, without optimizer, message hub or
anything that is not a tensor. Decoders that were trained apart become one
generator:

    python tools/model_converters/publish_weights.py \
        SEMANTIC.pth DEPTH.pth work_dirs/both.pth
"""

import argparse
from pathlib import Path

import torch

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.checkpoint import read_checkpoint


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write the bare weights of checkpoints.')
    parser.add_argument('checkpoints', nargs='+',
                        help='as tools/train.py writes them; no two may hold '
                        'the same weight')
    parser.add_argument('out', type=Path, help='file to write')
    parser.add_argument('--half', action='store_true',
                        help='16-bit floating point: half the size')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    state, source = {}, {}
    for path in args.checkpoints:
        for name, value in read_checkpoint(path)['state_dict'].items():
            if name in state:
                raise InputError(
                    f'{source[name]} and {path} both hold {name}: give '
                    'checkpoints of decoders with different names')
            narrow = args.half and value.is_floating_point()
            state[name] = value.half() if narrow else value
            source[name] = path
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(state_dict=state), args.out)
    print(f'{args.out}: {len(state)} tensors, '
          f'{args.out.stat().st_size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
