"""Trains what a config describes: our models, mmseg's or mmdet's."""

import argparse
import os.path as osp
from typing import Optional, Sequence

from mmengine.config import Config
from mmengine.device import get_device

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.checkpoint import (check_weights, latest_checkpoint,
                                        read_checkpoint)
from mmflexgen.utils.cli import (add_run_options, apply_run_options,
                                 build_runner, check_checkpoint_file,
                                 parse_run_options)
from mmflexgen.utils.config import check_data_paths, load_config


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Train a model of mmflexgen, mmseg or mmdet.')
    add_run_options(parser)
    parser.add_argument(
        '--amp', action='store_true', help='mixed precision training')
    parser.add_argument(
        '--auto-scale-lr',
        action='store_true',
        help='scale the learning rate with the real batch size')
    parser.add_argument(
        '--resume',
        nargs='?',
        const='auto',
        metavar='CHECKPOINT',
        help='continue from this checkpoint, or from the latest one in the '
        'work dir if none is given')
    return parse_run_options(parser, argv)


def apply_train_options(cfg: Config, args: argparse.Namespace) -> None:
    """Writes ``--amp``, ``--auto-scale-lr`` and ``--resume`` into cfg."""
    if args.amp:
        if get_device() in ('cpu', 'mps'):
            raise InputError('--amp needs a GPU, and torch finds none here; '
                             'leave the option out')
        cfg.optim_wrapper.type = 'AmpOptimWrapper'
        cfg.optim_wrapper.setdefault('loss_scale', 'dynamic')
    if args.auto_scale_lr:
        scaling = cfg.get('auto_scale_lr') or {}
        if 'enable' not in scaling or 'base_batch_size' not in scaling:
            raise InputError(
                '--auto-scale-lr needs auto_scale_lr=dict(enable=False, '
                f'base_batch_size=...) in {args.config}, which has none')
        scaling.enable = True
    checkpoint = args.resume
    if checkpoint == 'auto':
        # None in a new folder: the training begins as the config says.
        checkpoint = latest_checkpoint(cfg.work_dir)
        cfg.resume = False
    if checkpoint is not None:
        cfg.resume, cfg.load_from = True, checkpoint


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> None:
    args = parse_args(argv)
    cfg = load_config(args.config, args.cfg_options)
    apply_run_options(cfg, args)
    apply_train_options(cfg, args)
    check_data_paths(cfg, 'train_dataloader', 'val_dataloader')
    weights = cfg.get('load_from')
    resumes_own = args.resume == 'auto' and cfg.resume
    if not resumes_own:
        check_checkpoint_file(weights)
    runner = build_runner(cfg)
    if args.resume is not None:
        runner.logger.info(
            f'resumes from {weights}' if cfg.resume else
            f'no checkpoint in {cfg.work_dir}: starts at the beginning')
    # Those of DeepSpeed are folders, and some lie in a remote store.
    if cfg.get('resume') and osp.isfile(weights or ''):
        # Weights to start from may fit in part; weights to resume may not.
        check_weights(runner.model, read_checkpoint(weights)['state_dict'],
                      weights)
    runner.train()


if __name__ == '__main__':
    main()
