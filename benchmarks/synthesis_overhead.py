"""tools/synthesize.py against the bare diffusers pipeline.

    python benchmarks/synthesis_overhead.py CHECKPOINT [--num 512]

CHECKPOINT is the decoder of configs/datasetdm/datasetdm_shapesworld-64_100.py.
Both make the same number of images from the same prompts, with the same
steps, guidance and batch, and save them as PNG. The pipeline knows no seeds,
labels, filters, manifest or report; the tool does all of it. Whole processes
are timed, from start to end, in turn.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List, Tuple

REPO = Path(__file__).parents[1]
CONFIG = 'configs/datasetdm/datasetdm_shapesworld-64_100.py'

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


def run(command: List[str]) -> Tuple[float, float]:
    """Seconds and greatest resident memory in MB of a process."""
    environment = {**os.environ, 'PYTHONPATH': str(REPO)}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPO, env=environment,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f'exit status {process.returncode}: '
                           f'{" ".join(command)}')
    return took, usage.ru_maxrss / 1024


def main() -> int:
    """Returns 1 if a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('--num', type=int, default=512)
    args = parser.parse_args()
    from mmengine.config import Config

    from mmflexgen.datasets import ShapesWorldDataset
    from mmflexgen.registry import TASK_UTILS
    from mmflexgen.utils import register_all_modules
    register_all_modules()
    cfg = Config.fromfile(str(REPO / CONFIG))
    source = TASK_UTILS.build(cfg.synthesis.source, default_args=dict(
        metainfo=ShapesWorldDataset.METAINFO))
    base = cfg.model.base_model
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / 'bare'
        bare.mkdir()
        (bare / 'prompts.txt').write_text('\n'.join(
            source.request(index, 0, 0).prompt for index in range(args.num)))
        ours = run([sys.executable, 'tools/synthesize.py', CONFIG,
                    os.path.abspath(args.checkpoint), '--num', str(args.num),
                    '--out', f'{folder}/ours'])
        theirs = run([sys.executable, '-c', BARE, base.pretrained, str(bare),
                      str(base.num_inference_steps),
                      str(base.guidance_scale),
                      str(cfg.synthesis.batch_size)])
        images = len(list(bare.glob('*.png')))
    if images != args.num:
        raise RuntimeError(f'the pipeline saved {images} images')
    failed = False
    for name, unit, index, bound in (('wall time', 's', 0, 1.10),
                                     ('peak memory', 'MB', 1, 1.15)):
        ratio = ours[index] / theirs[index]
        failed |= ratio > bound
        print(f'{name}: {ours[index]:.1f} {unit} by tools/synthesize.py, '
              f'{theirs[index]:.1f} by the pipeline: ratio {ratio:.3f} (at '
              f'most {bound}: {"kept" if ratio <= bound else "NOT kept"})')
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
