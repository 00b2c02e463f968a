"""Strips a checkpoint to what prediction needs.

    python tools/model_converters/publish_weights.py \
        work_dirs/shapesworld_oracle/iter_9000.pth \
        checkpoints/shapesworld_oracle/oracle.pth --half

The result holds the state dict alone, without optimizer, message hub or
anything that is not a tensor.
"""

import argparse
from pathlib import Path

import torch

from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.checkpoint import read_checkpoint


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Write the bare weights of a checkpoint.')
    parser.add_argument('checkpoint', help='as tools/train.py writes it')
    parser.add_argument('out', type=Path, help='file to write')
    parser.add_argument('--half', action='store_true',
                        help='16-bit floating point: half the size')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    state = {}
    for name, value in read_checkpoint(args.checkpoint)['state_dict'].items():
        narrow = args.half and value.is_floating_point()
        state[name] = value.half() if narrow else value
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(state_dict=state), args.out)
    print(f'{args.out}: {len(state)} tensors, '
          f'{args.out.stat().st_size / 1e6:.1f} MB')


if __name__ == '__main__':
    main()
