"""Makes an annotated dataset with a trained generator.

    python tools/synthesize.py CONFIG CHECKPOINT --num 40000 --out data/synth

It can be stopped at any time; the same command goes on from there, and a
larger --num extends a finished dataset. Several of them may work in one
folder, on one machine or many; the result is the same:

    python tools/synthesize.py ... --workers 4
    tools/dist_synthesize.sh 8 CONFIG CHECKPOINT ...
    tools/slurm_synthesize.sh PARTITION JOB_NAME CONFIG CHECKPOINT ...
    python tools/synthesize.py ... --launcher ray
    python tools/synthesize.py ... --shard-id $ARRAY_ID --num-shards 100

FlexDataset also draws the layouts of a file (docs/en/flexdataset.md):

    python tools/synthesize.py CONFIG --layouts FILE --num 8 --out data/scenes
"""

import argparse
import signal
import sys
import warnings
from typing import Optional, Sequence

from mmengine.config import Config, DictAction

from mmflexgen.apis import synthesize
from mmflexgen.synthesis.launchers import (BaseLauncher, LocalLauncher,
                                           RankLauncher, RayLauncher)
from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.cli import tell_result
from mmflexgen.utils.config import load_config


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config with model and synthesis')
    parser.add_argument('checkpoint', nargs='?',
                        help="the generator's weights, from tools/train.py")
    parser.add_argument('--num', type=int, required=True,
                        help='samples to have in the end')
    parser.add_argument('--out', required=True, help='folder of the dataset')
    parser.add_argument('--layouts', help='file of compositions to draw '
                        "in place of the config's, in turn")
    parser.add_argument('--seed', type=int, default=0, help='run seed')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--launcher', default='none',
                        choices=('none', 'pytorch', 'slurm', 'ray'),
                        help='who starts the processes')
    parser.add_argument('--workers', type=int,
                        help='processes to start here, or on the Ray cluster')
    parser.add_argument('--ray-address', help='of a running Ray cluster, '
                        'e.g. auto; a local one is started without it')
    parser.add_argument('--shard-id', type=int, default=0,
                        help='number of this process in a job array, from 0')
    parser.add_argument('--num-shards', type=int, default=1,
                        help='processes of the job array')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'synthesis.batch_size=8')
    return parser.parse_args(argv)


def pick_launcher(args: argparse.Namespace) -> BaseLauncher:
    """The launcher of a command line."""
    if args.workers is not None and args.launcher in ('pytorch', 'slurm'):
        raise InputError(f'--launcher {args.launcher} has started its '
                         'processes already; leave --workers out')
    if args.num_shards > 1 and (args.launcher != 'none'
                                or args.workers is not None):
        raise InputError('--num-shards shares the work among processes that '
                         'you start yourself; leave --launcher and --workers '
                         'out, or --num-shards')
    if args.launcher == 'ray':
        return RayLauncher(args.workers, args.ray_address)
    if args.launcher != 'none':
        return RankLauncher(args.launcher)
    if args.workers is not None:
        return LocalLauncher(args.workers)
    return RankLauncher(None, args.shard_id, args.num_shards)


def use_layouts(cfg: Config, path: str) -> None:
    """Writes ``--layouts`` into the config."""
    source = cfg.get('synthesis', {}).get('source', {})
    if 'composer' not in source:
        raise InputError('--layouts needs a config whose synthesis.source is '
                         'a CompositionSource, as in configs/flexdataset')
    source.composer = dict(type='mmflexgen.ListedCompositions', layouts=dict(
        type='mmflexgen.LayoutFile', path=path))
    # The file's prompts, where it has some, and its boxes as they are.
    from mmflexgen.layouts import LayoutFile
    described = any(each.captions for each in LayoutFile(path).layouts)
    source.prompts = 'caption' if described else 'empty'
    source.pop('offset', None)


def _stop(signal_number: int, frame) -> None:
    """SIGTERM unwinds like Ctrl-C, so that temporary files are removed."""
    raise SystemExit(128 + signal_number)


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> int:
    """Returns the exit status: 1 if the consumer found problems."""
    args = parse_args(argv)
    cfg = load_config(args.config, args.cfg_options)
    if args.layouts is not None:
        use_layouts(cfg, args.layouts)
    launcher = pick_launcher(args)
    warnings.formatwarning = lambda message, *_: f'note: {message}\n'
    try:
        result = synthesize(cfg, args.checkpoint, args.num, args.out,
                            seed=args.seed, device=args.device,
                            launcher=launcher)
    except (KeyboardInterrupt, SystemExit) as stop:
        print(f'stopped; finished shards in {args.out} are kept, and the '
              'same command goes on from there', file=sys.stderr)
        return getattr(stop, 'code', 130)
    return tell_result(result, args.out)


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
