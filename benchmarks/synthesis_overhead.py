"""tools/synthesize.py against the bare diffusers pipeline.

    python benchmarks/synthesis_overhead.py \\
        configs/datasetdm/datasetdm_shapesworld-64_100.py CHECKPOINT

Both make the same number of images from the same prompts, with the same
steps, guidance and batch, and save them as PNG. The pipeline knows no seeds,
labels, filters, manifest or report; the tool does all of it. Whole processes
are measured, from start to end, in turn: seconds by the clock, seconds of all
processors together (which other work on the machine hardly changes), and the
greatest resident memory. With --repeats, the least of each.

A real size, with random weights (configs/datasetdm/datasetdm-multitask_...
for all tasks at once):

    python tools/model_converters/random_base_model.py --arch sd15 FOLDER
    C=configs/datasetdm/datasetdm_sd15_voc2012-512_100.py
    python tools/model_converters/random_decoders.py $C RANDOM.pth \\
        --cfg-options model.base_model.pretrained=FOLDER
    python benchmarks/synthesis_overhead.py $C RANDOM.pth --num 2 \\
        --num-inference-steps 25 --time-bound 1.05 \\
        --cfg-options model.base_model.pretrained=FOLDER \\
        synthesis.batch_size=2 synthesis.filters=[] \\
        model.base_model.truncate_prompts=True

(Random weights draw images that a filter would take for blank, and their
tokenizer cuts words into many pieces.)

Where 25 steps take too long, --fit 1 3 runs each program with 1 and with 3
steps. What they take between is what a step takes, so the seconds at
--num-inference-steps follow; the table says that they were extrapolated.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List, NamedTuple, Sequence

REPO = Path(__file__).parents[1]

BARE = '''
import sys
import torch
from diffusers import DDIMScheduler, DiffusionPipeline
folder, out, steps, guidance, batch, dtype, side, device = sys.argv[1:9]
pipeline = DiffusionPipeline.from_pretrained(
    folder, torch_dtype=getattr(torch, dtype)).to(device)
pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
pipeline.set_progress_bar_config(disable=True)
prompts = open(f'{out}/prompts.txt').read().splitlines()
for start in range(0, len(prompts), int(batch)):
    images = pipeline(prompts[start:start + int(batch)],
                      height=int(side) or None, width=int(side) or None,
                      num_inference_steps=int(steps),
                      guidance_scale=float(guidance)).images
    for index, image in enumerate(images):
        image.save(f'{out}/{start + index:08d}.png')
'''


class Cost(NamedTuple):
    """What a process took: seconds, seconds of processors, MB."""

    wall: float
    cpu: float
    memory: float


# What is compared, and its unit.
FIGURES = (('wall time', 's'), ('CPU time', 's'), ('peak memory', 'MB'))


def run(command: List[str], allowed: Sequence[int] = (0, )) -> Cost:
    """Runs a process to its end, to one of the allowed exit statuses."""
    environment = {**os.environ, 'PYTHONPATH': str(REPO)}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, env=environment,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - start
    if process.returncode not in allowed:
        raise RuntimeError(f'exit status {process.returncode}: '
                           f'{" ".join(command)}')
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def least(costs: List[Cost]) -> Cost:
    """The least of each figure: what else the machine did only adds."""
    return Cost(*(min(figures) for figures in zip(*costs)))


def at_steps(few: Cost, many: Cost, steps: List[int], wanted: int) -> Cost:
    """Costs of a program with another number of steps.

    Seconds grow by the same amount with every step, memory does not.

    Args:
        few, many: its costs with ``steps[0]`` and with ``steps[1]`` steps.
        steps: two different numbers.
        wanted: the number of steps to tell the costs of.
    """
    wall, cpu = (
        first + (second - first) * (wanted - steps[0]) / (steps[1] - steps[0])
        for first, second in zip(few[:2], many[:2]))
    return Cost(wall, cpu, max(few.memory, many.memory))


def report(ours: Cost, bare: Cost, bounds: List[float]) -> bool:
    """Prints the figures; whether all bounds are kept."""
    kept = True
    for (name, unit), mine, other, bound in zip(FIGURES, ours, bare, bounds):
        ratio, verdict = mine / other, ''
        if bound is not None:
            kept &= ratio <= bound
            verdict = (f' (at most {bound}: '
                       f'{"kept" if ratio <= bound else "NOT kept"})')
        print(f'{name}: {mine:.1f} {unit} by tools/synthesize.py, '
              f'{other:.1f} by the pipeline: ratio {ratio:.3f}{verdict}')
    return kept


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a DatasetDM')
    parser.add_argument('checkpoint', help='its decoders')
    parser.add_argument('--num', type=int, default=512, help='images')
    parser.add_argument('--num-inference-steps', type=int,
                        help="by default the config's")
    parser.add_argument('--fit', type=int, nargs=2, metavar=('FEW', 'MANY'),
                        help='measure with these numbers of steps and '
                        'extrapolate to --num-inference-steps')
    parser.add_argument('--repeats', type=int, default=1)
    parser.add_argument('--time-bound', type=float, default=1.10)
    parser.add_argument('--memory-bound', type=float, default=1.15)
    parser.add_argument('--device')
    parser.add_argument('--cfg-options', nargs='+', default=[],
                        help='settings that win over the config, such as '
                        'model.base_model.pretrained=FOLDER')
    return parser.parse_args()


def main() -> int:
    """Returns 1 if a bound is not kept."""
    args = parse_args()
    if args.fit and args.fit[0] == args.fit[1]:
        raise SystemExit('--fit wants two different numbers of steps')
    from mmengine.config import DictAction

    from mmflexgen.apis.generator import pick_device
    from mmflexgen.utils.metainfo import resolve_metainfo
    from mmflexgen.registry import TASK_UTILS
    from mmflexgen.synthesis import iter_manifest
    from mmflexgen.synthesis.finalise import CARD
    from mmflexgen.utils import register_all_modules
    from mmflexgen.utils.config import load_config
    register_all_modules()
    options = argparse.ArgumentParser()
    options.add_argument('--o', nargs='+', action=DictAction, default={})
    options = options.parse_args(['--o', *args.cfg_options]
                                 if args.cfg_options else []).o
    cfg = load_config(args.config, options)
    metainfo = dict(resolve_metainfo(cfg.model.metainfo),
                    prompt_names=cfg.model.get('prompt_names') or {})
    source = TASK_UTILS.build(cfg.synthesis.source,
                              default_args=dict(metainfo=metainfo))
    base, device = cfg.model.base_model, pick_device(args.device)
    wanted = args.num_inference_steps or base.num_inference_steps
    prompts = '\n'.join(source.request(index, 0, 0).prompt
                        for index in range(args.num))

    def measure(steps: int) -> List[Cost]:
        """Costs of the tool and of the pipeline, in turn."""
        costs: List[List[Cost]] = [[], []]
        for _ in range(args.repeats):
            with tempfile.TemporaryDirectory() as folder:
                bare = Path(folder) / 'bare'
                bare.mkdir()
                (bare / 'prompts.txt').write_text(prompts)
                # 1 tells of labels that may not be used, as those of
                # decoders that were not trained.
                costs[0].append(run([
                    sys.executable, 'tools/synthesize.py',
                    os.path.abspath(args.config),
                    os.path.abspath(args.checkpoint), '--num', str(args.num),
                    '--out', f'{folder}/ours', '--device', device,
                    '--cfg-options', *args.cfg_options,
                    f'model.base_model.num_inference_steps={steps}'],
                    allowed=(0, 1)))
                costs[1].append(run([
                    sys.executable, '-c', BARE, base.pretrained, str(bare),
                    str(steps), str(base.guidance_scale),
                    str(cfg.synthesis.batch_size),
                    base.get('dtype', 'float32'),
                    str(base.get('image_size') or 0), device]))
                if not (Path(folder) / 'ours' / CARD).is_file():
                    raise RuntimeError('tools/synthesize.py did not come to '
                                       'its end')
                made = [sum(not line.get('unfilled') for line in
                            iter_manifest(f'{folder}/ours')),
                        len(list(bare.glob('*.png')))]
            if made != [args.num] * 2:
                raise RuntimeError(f'{args.num} images were asked for, {made} '
                                   'were made')
        return [least(each) for each in costs]

    bounds = [args.time_bound, None, args.memory_bound]
    if not args.fit:
        print(f'{args.num} images, {wanted} steps, measured')
        return int(not report(*measure(wanted), bounds))
    measured = [measure(steps) for steps in args.fit]
    for steps, costs in zip(args.fit, measured):
        print(f'{args.num} images, {steps} steps, measured')
        report(*costs, [None] * len(bounds))
    print(f'{args.num} images, {wanted} steps, extrapolated from these')
    return int(not report(*(
        at_steps(few, many, args.fit, wanted)
        for few, many in zip(*measured)), bounds))


if __name__ == '__main__':
    sys.exit(main())
