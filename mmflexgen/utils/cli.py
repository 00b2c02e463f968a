"""What several tools do on the command line."""

import argparse
import atexit
import os
import os.path as osp
from pathlib import Path
from typing import Any, Optional, Sequence

from mmengine.config import Config, DictAction
from mmengine.registry import RUNNERS
from mmengine.runner import Runner

from .process_group import join_cpu_group, leave_group
from .errors import InputError


def output_file(text: str) -> Path:
    """argparse's ``type`` of a file that a tool writes at its end.

    Its folder is made at once, so that no work is lost for want of it.

    Raises:
        argparse.ArgumentTypeError: there cannot be such a file.
    """
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(
            f'{path} is a folder: name a file in it')
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise argparse.ArgumentTypeError(
            f'the folder of {path} cannot be made ({error.strerror})'
        ) from error
    if not os.access(path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(
            f'nothing can be written to the folder of {path}')
    return path


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Adds ``config`` and the options that both tools have."""
    parser.add_argument('config', help='config file or package::file')
    parser.add_argument('--work-dir', help='folder of logs and checkpoints')
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        help='settings that win over the config, such as '
        'train_cfg.max_iters=100 or key="[(a,b),(c,d)]"')
    parser.add_argument(
        '--launcher',
        choices=['none', 'pytorch', 'slurm', 'mpi'],
        default='none',
        help='what starts the processes of a distributed job')
    # Some launchers pass it; torchrun sets the variable instead.
    parser.add_argument('--local_rank', '--local-rank', type=int, default=0)


def add_detector_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of tools that look at images with a detector."""
    parser.add_argument(
        '--detector-config',
        default='configs/downstream/shapesworld_oracle_detector.py',
        help='mmdet config')
    parser.add_argument(
        '--detector-checkpoint',
        default='checkpoints/shapesworld_oracle_detector/detector.pth',
        help='its weights')
    parser.add_argument('--score-thr', type=float, default=0.3,
                        help='objects found with a lower score do not count')
    parser.add_argument('--iou-thr', type=float, default=0.5,
                        help='least overlap of an object and its place')
    parser.add_argument('--batch-size', type=int, default=16,
                        help='images at a time')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')
    parser.add_argument('--out', type=output_file, help='JSON file to write')
    parser.add_argument('--picture', type=output_file,
                        help='PNG file to write')


def parse_run_options(parser: argparse.ArgumentParser,
                      argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """Parses, and hands the local rank on to mmengine."""
    args = parser.parse_args(argv)
    os.environ.setdefault('LOCAL_RANK', str(args.local_rank))
    return args


def apply_run_options(cfg: Config, args: argparse.Namespace) -> None:
    """Launcher, and work dir: command line, config, config's name."""
    cfg.launcher = args.launcher
    if args.work_dir is not None:
        cfg.work_dir = args.work_dir
    elif cfg.get('work_dir') is None:
        name = osp.splitext(osp.basename(args.config.split('::')[-1]))[0]
        cfg.work_dir = osp.join('work_dirs', name)


def add_oracle_options(parser: argparse.ArgumentParser) -> None:
    """Adds an oracle segmenter and how it looks at a dataset."""
    parser.add_argument('--oracle-config',
                        default='configs/downstream/shapesworld_oracle.py',
                        help='mmseg config')
    parser.add_argument('--oracle-checkpoint',
                        default='checkpoints/shapesworld_oracle/oracle.pth',
                        help='its weights')
    parser.add_argument('--num', type=int, help='look at the first samples '
                        'only; all if not given')
    parser.add_argument('--batch-size', type=int, default=50,
                        help='images per forward pass')
    parser.add_argument('--device', help='torch device; the GPU if there is '
                        'one')


def check_checkpoint_file(path: Optional[str]) -> None:
    """Raises InputError if a local checkpoint is not there."""
    if path is not None and '://' not in path and not osp.isfile(path):
        raise InputError(f'checkpoint {path} does not exist')


def tell_result(result: Any, out: str) -> int:
    """Prints what a tool that fills a folder has done.

    Args:
        result: :class:`mmflexgen.apis.SynthesisResult`, or None where other
            processes are still at work.
        out: the folder.

    Returns:
        int: the exit status, 1 if the consumer found problems.
    """
    if result is None:
        print(f'this process is done; another one completes {out}')
        return 0
    print('\n'.join(result.sentences()))
    if result.problems:
        return 1  # and no report is written
    print(f'look at {out}/report.html')
    return 0


def build_runner(cfg: Config) -> Runner:
    """The runner the config asks for, mmengine's by default.

    It joins the job's process group, which is left when the program ends.
    """
    atexit.register(leave_group)
    join_cpu_group(cfg)
    if 'runner_type' in cfg:
        return RUNNERS.build(cfg)
    return Runner.from_cfg(cfg)
