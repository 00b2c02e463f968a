"""The table: a stock model on real only, synthetic only, joint data.

    python tools/compare.py configs/comparisons/shapesworld_short.py \
        --out work_dirs/comparisons/shapesworld_short

Stop it when you like; the same command continues. Start it several times,
on one machine or many, and the runs are shared.
"""

import argparse
import atexit
import os
import shlex
import sys

from mmengine.config import DictAction

from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.config import load_config
from mmflexgen.utils.process_group import leave_group


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Train and evaluate every row of a comparison.')
    parser.add_argument('config', help='config with a `comparison` dict')
    parser.add_argument('--out', required=True,
                        help='folder of results.md, results.json, '
                        'results.png and the runs')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'comparison.seeds=[0,1]')
    parser.add_argument('--launcher', default='none',
                        choices=['none', 'pytorch', 'slurm', 'mpi'],
                        help='what starts the processes of a distributed '
                        'job')
    # Some launchers pass it; torchrun sets the variable instead.
    parser.add_argument('--local_rank', '--local-rank', type=int, default=0)
    args = parser.parse_args()
    os.environ.setdefault('LOCAL_RANK', str(args.local_rank))
    return args


@one_sentence_errors
def main() -> None:
    args = parse_args()
    # Imported late, so that --help and a wrong option answer at once.
    from mmflexgen.engine.comparison import compare
    cfg = load_config(args.config, args.cfg_options)
    cfg.launcher = args.launcher
    # Threads of a group left to the interpreter's end may abort the program.
    atexit.register(leave_group)
    command = shlex.join(['python', 'tools/compare.py', *sys.argv[1:]])
    compare(cfg, args.out, command)
    with open(os.path.join(args.out, 'results.md'),
              encoding='utf-8') as file:
        print(file.read())


if __name__ == '__main__':
    main()
