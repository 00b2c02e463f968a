"""Write a base model with random weights, to try a size without weights.

    python tools/model_converters/random_base_model.py --arch sd15 OUT
"""

import argparse

from mmflexgen.models.diffusion.random_weights import (
    ARCHITECTURES, write_random_base_model)
from mmflexgen.utils import one_sentence_errors


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out', help='folder to write, in diffusers format')
    parser.add_argument('--arch', choices=list(ARCHITECTURES), default='tiny',
                        help='shape of the model (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0,
                        help='seed of the weights (default: %(default)s)')
    parser.add_argument(
        '--dtype', choices=['float32', 'float16', 'bfloat16'],
        default='float32',
        help='type of the weights, in memory and on disk; sdxl needs 14 GB '
        'in float32, half of it otherwise (default: %(default)s)')
    return parser.parse_args()


@one_sentence_errors
def main() -> None:
    args = parse_args()
    write_random_base_model(args.arch, args.out, args.seed, args.dtype)
    print(f'{args.arch} with random weights written to {args.out}')


if __name__ == '__main__':
    main()
