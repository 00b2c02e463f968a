"""Makes an annotated dataset with a trained generator.

    python tools/synthesize.py CONFIG CHECKPOINT --num 40000 --out data/synth

It can be stopped at any time; the same command goes on from there, and a
larger --num extends a finished dataset.
"""

import argparse
import signal
import sys
import warnings
from typing import Optional, Sequence

from mmengine.config import DictAction

from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.config import load_config


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('config', help='config with model and synthesis')
    parser.add_argument('checkpoint', nargs='?',
                        help="the generator's weights, from tools/train.py")
    parser.add_argument('--num', type=int, required=True,
                        help='samples to have in the end')
    parser.add_argument('--out', required=True, help='folder of the dataset')
    parser.add_argument('--seed', type=int, default=0, help='run seed')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'synthesis.batch_size=8')
    return parser.parse_args(argv)


def _stop(signal_number: int, frame) -> None:
    """SIGTERM unwinds like Ctrl-C, so that temporary files are removed."""
    raise SystemExit(128 + signal_number)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if the consumer found problems."""
    args = parse_args(argv)
    cfg = load_config(args.config, args.cfg_options)
    from mmflexgen.apis import synthesize
    warnings.formatwarning = lambda message, *_: f'note: {message}\n'
    try:
        result = synthesize(cfg, args.checkpoint, args.num, args.out,
                            seed=args.seed, device=args.device)
    except (KeyboardInterrupt, SystemExit) as stop:
        print(f'stopped; finished shards in {args.out} are kept, and the '
              'same command goes on from there', file=sys.stderr)
        return getattr(stop, 'code', 130)
    print('\n'.join(result.sentences()))
    print(f'look at {args.out}/report.html')
    return 1 if result.verification.problems else 0


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
