"""Evaluates a checkpoint: of our models, mmseg's or mmdet's."""

import argparse
from typing import Optional, Sequence

from mmengine.config import Config, ConfigDict
from mmengine.evaluator import DumpResults
from mmengine.registry import METRICS

from mmflexgen.utils import InputError, one_sentence_errors
from mmflexgen.utils.checkpoint import check_weights, read_checkpoint
from mmflexgen.utils.cli import (add_run_options, apply_run_options,
                                 build_runner, check_checkpoint_file,
                                 parse_run_options)
from mmflexgen.utils.config import check_data_paths, load_config
from mmflexgen.utils.signatures import init_parameters


def parse_args(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Test a model of mmflexgen, mmseg or mmdet.')
    add_run_options(parser)
    parser.add_argument('checkpoint', help='checkpoint file')
    parser.add_argument(
        '--out',
        help='predictions: a .pkl file for any model, or a folder of label '
        'PNGs for a segmenter')
    parser.add_argument(
        '--show', action='store_true', help='show predictions in a window')
    parser.add_argument('--show-dir', help='folder for painted predictions')
    parser.add_argument(
        '--wait-time', type=float, default=2, help='seconds per window')
    parser.add_argument(
        '--tta', action='store_true', help='test-time augmentation')
    return parse_run_options(parser, argv)


def apply_show(cfg: Config, args: argparse.Namespace) -> None:
    """Turns the config's visualization hook on."""
    hook = cfg.get('default_hooks', {}).get('visualization')
    if hook is None:
        raise InputError(
            f'--show and --show-dir need default_hooks.visualization in '
            f'{args.config}, which has none; add dict(type='
            "'mmseg.SegVisualizationHook') or mmdet's DetVisualizationHook")
    hook.draw = True
    if args.show:
        hook.show = True
        hook.wait_time = args.wait_time
    if args.show_dir and 'Det' in hook.type:
        hook.test_out_dir = args.show_dir
    elif args.show_dir:
        cfg.visualizer.save_dir = args.show_dir


def apply_tta(cfg: Config, args: argparse.Namespace) -> None:
    """Wraps the model and replaces the test pipeline."""
    for key in ('tta_model', 'tta_pipeline'):
        if key not in cfg:
            raise InputError(f'--tta needs {key} in {args.config}, which has '
                             'none')
    cfg.model = ConfigDict(**cfg.tta_model, module=cfg.model)
    dataset = cfg.test_dataloader.dataset
    while 'dataset' in dataset:
        dataset = dataset.dataset
    dataset.pipeline = cfg.tta_pipeline


def apply_out(cfg: Config, out: str) -> None:
    """Has mmseg's metrics write label PNGs to a folder.

    Raises:
        InputError: none of the config's metrics writes any.
    """
    evaluators = cfg.test_evaluator
    if isinstance(evaluators, dict):
        evaluators = [evaluators]
    with METRICS.switch_scope_and_registry(
            cfg.get('default_scope')) as metrics:
        writers = [each for each in evaluators if 'output_dir' in
                   init_parameters(metrics.get(each.type) or object)]
    if not writers:
        raise InputError(
            f'--out {out} would be a folder of label maps, which no metric '
            f'of the config writes ({", ".join(e.type for e in evaluators)})'
            ': give --out a name that ends in .pkl')
    for evaluator in writers:
        evaluator.output_dir = out
        if evaluator.type.endswith('CityscapesMetric'):
            evaluator.keep_results = True


@one_sentence_errors
def main(argv: Optional[Sequence[str]] = None) -> None:
    args = parse_args(argv)
    cfg = load_config(args.config, args.cfg_options)
    apply_run_options(cfg, args)
    check_checkpoint_file(args.checkpoint)
    check_data_paths(cfg, 'test_dataloader')
    cfg.load_from = args.checkpoint
    if args.show or args.show_dir:
        apply_show(cfg, args)
    if args.tta:
        apply_tta(cfg, args)
    dump = bool(args.out) and args.out.endswith(('.pkl', '.pickle'))
    if args.out and not dump:
        apply_out(cfg, args.out)
    runner = build_runner(cfg)
    if '://' not in args.checkpoint:
        # mmengine would only warn, and report a random model's figures.
        # Published checkpoints of stock models may carry spare heads.
        own = 'mmflexgen.' in cfg.model.type
        check_weights(
            runner.model, read_checkpoint(args.checkpoint)['state_dict'],
            args.checkpoint, allow_extra=not own)
    if dump:
        runner.test_evaluator.metrics.append(_dump_metric(cfg, args.out))
    runner.test()


def _dump_metric(cfg: Config, out: str) -> DumpResults:
    """mmdet's dump packs masks; mmengine's takes results as they are."""
    if cfg.default_scope == 'mmdet':
        from mmdet.evaluation import DumpDetResults
        return DumpDetResults(out)
    return DumpResults(out)


if __name__ == '__main__':
    main()
