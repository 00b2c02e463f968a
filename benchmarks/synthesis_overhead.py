"""tools/synthesize.py against the bare diffusers pipeline.

    python benchmarks/synthesis_overhead.py \\
        configs/datasetdm/datasetdm_shapesworld-64_100.py CHECKPOINT

Both make the same number of images from the same prompts, with the same
steps, guidance and batch, and save them as PNG. The pipeline knows no seeds,
labels, filters, manifest or report; the tool does all of it. Whole processes
are measured, from start to end, in turn: seconds by the clock, seconds of all
processors together (which other work on the machine hardly changes), and the
greatest resident memory.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List, NamedTuple

REPO = Path(__file__).parents[1]

BARE = '''
import sys
from diffusers import DDIMScheduler, StableDiffusionPipeline
folder, out, steps, guidance, batch = sys.argv[1:6]
pipeline = StableDiffusionPipeline.from_pretrained(folder)
pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
pipeline.set_progress_bar_config(disable=True)
prompts = open(f'{out}/prompts.txt').read().splitlines()
for start in range(0, len(prompts), int(batch)):
    images = pipeline(prompts[start:start + int(batch)],
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


# What is compared, its unit and its bound; processor time has none.
FIGURES = (('wall time', 's', 1.10), ('CPU time', 's', None),
           ('peak memory', 'MB', 1.15))


def run(command: List[str]) -> Cost:
    """Runs a process to its end."""
    environment = {**os.environ, 'PYTHONPATH': str(REPO)}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, env=environment,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f'exit status {process.returncode}: '
                           f'{" ".join(command)}')
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> int:
    """Returns 1 if a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='config of a DatasetDM')
    parser.add_argument('checkpoint', help='its trained decoders')
    parser.add_argument('--num', type=int, default=512)
    parser.add_argument('--cfg-options', nargs='+', default=[],
                        help='settings that win over the config, such as '
                        'model.base_model.pretrained=FOLDER')
    args = parser.parse_args()
    from mmengine.config import DictAction

    from mmflexgen.registry import DATASETS, TASK_UTILS
    from mmflexgen.utils import register_all_modules
    from mmflexgen.utils.config import load_config
    register_all_modules()
    options = argparse.ArgumentParser()
    options.add_argument('--o', nargs='+', action=DictAction, default={})
    options = options.parse_args(['--o', *args.cfg_options]
                                 if args.cfg_options else []).o
    cfg = load_config(args.config, options)
    metainfo = cfg.model.metainfo
    if isinstance(metainfo, str):
        metainfo = DATASETS.get(metainfo).METAINFO
    source = TASK_UTILS.build(cfg.synthesis.source,
                              default_args=dict(metainfo=metainfo))
    base = cfg.model.base_model
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / 'bare'
        bare.mkdir()
        (bare / 'prompts.txt').write_text('\n'.join(
            source.request(index, 0, 0).prompt for index in range(args.num)))
        command = [sys.executable, 'tools/synthesize.py',
                   os.path.abspath(args.config),
                   os.path.abspath(args.checkpoint), '--num', str(args.num),
                   '--out', f'{folder}/ours']
        if args.cfg_options:
            command += ['--cfg-options', *args.cfg_options]
        ours = run(command)
        theirs = run([sys.executable, '-c', BARE, base.pretrained, str(bare),
                      str(base.num_inference_steps),
                      str(base.guidance_scale),
                      str(cfg.synthesis.batch_size)])
        images = len(list(bare.glob('*.png')))
    if images != args.num:
        raise RuntimeError(f'the pipeline saved {images} images')
    failed = False
    for (name, unit, bound), mine, other in zip(FIGURES, ours, theirs):
        ratio = mine / other
        verdict = ''
        if bound is not None:
            failed |= ratio > bound
            verdict = (f' (at most {bound}: '
                       f'{"kept" if ratio <= bound else "NOT kept"})')
        print(f'{name}: {mine:.1f} {unit} by tools/synthesize.py, '
              f'{other:.1f} by the pipeline: ratio {ratio:.3f}{verdict}')
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
