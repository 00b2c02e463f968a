"""What FreeGen's labels cost beside the images: time and memory.

    python tools/model_converters/random_base_model.py --arch sd21 FOLDER
    python benchmarks/freegen_overhead.py FOLDER

The bare diffusers pipeline and FreeGen's first stage, as its config labels
once it is trained, draw the same number of images from the same prompts with
the same steps, guidance, batch and precision, at the size of the base model;
the weights may be random. Each has a process of its own. Counted are the
seconds from prompts to images in memory, loading left out, and the greatest
memory: of the GPU where there is one, of the process otherwise. On a GPU one
batch goes before, untimed.
"""

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple

from measuring import base_model_parser, peak_memory, timed

REPO = Path(__file__).parents[1]
# Classes of the config that a sentence names.
PROMPT, CLASSES = 'a photo of a dog and a sofa', ('dog', 'sofa')
MB = 2**20


class Cost(NamedTuple):
    """Seconds, and MB at most."""

    wall: float
    memory: float


# What is compared, its unit and its bound.
FIGURES = (('wall time', 's', 1.10), ('peak memory', 'MB', 1.25))


def parse_args(argv: List[str] = None) -> argparse.Namespace:
    parser = base_model_parser(__doc__)
    parser.add_argument('--config', default=str(
        REPO / 'configs/freegen/asr_sd21_voc2012-512.py'),
        help='of FreeGen, for PASCAL VOC')
    parser.add_argument('--num', type=int, default=4, help='images')
    parser.add_argument('--batch-size', type=int, default=4)
    parser.add_argument('--steps', type=int, default=50)
    parser.add_argument('--guidance', type=float, default=7.5)
    parser.add_argument('--resolution', type=int, default=16,
                        help='of the grid that is listened to')
    parser.add_argument('--dtype', default='float32',
                        choices=['float32', 'float16', 'bfloat16'])
    parser.add_argument('--fluctuation', default='renoise',
                        choices=['renoise', 'trajectory', 'none'],
                        help='where the factor of equation 4 is read')
    return parser.parse_args(argv)


def bare(args: argparse.Namespace) -> Callable[[int], Any]:
    """The pipeline, as a function of the number of images."""
    import torch
    from diffusers import DDIMScheduler, StableDiffusionPipeline
    pipeline = StableDiffusionPipeline.from_pretrained(
        args.folder, torch_dtype=getattr(torch, args.dtype)).to(_device())
    pipeline.scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    return lambda count: pipeline(
        [PROMPT] * count, num_inference_steps=args.steps,
        guidance_scale=args.guidance).images


def ours(args: argparse.Namespace) -> Callable[[int], Any]:
    """FreeGen, likewise; its rectification is as before training, which
    costs the same."""
    from mmengine.registry import MODELS

    from mmflexgen.structures import SynthRequest
    from mmflexgen.utils.config import load_config
    cfg = load_config(args.config)
    cfg.model.base_model.update(
        pretrained=args.folder, dtype=args.dtype, guidance_scale=args.guidance,
        num_inference_steps=args.steps)
    cfg.model.resolution = args.resolution
    if args.fluctuation == 'none':
        cfg.model.fluctuation = None
    else:
        cfg.model.fluctuation.source = args.fluctuation
    model = MODELS.build(cfg.model).to(_device())
    return lambda count: model.generate([
        SynthRequest(index, index, PROMPT, CLASSES)
        for index in range(count)])


def measure(arm: str, args: argparse.Namespace) -> Cost:
    """What one of the two takes.

    Args:
        arm: 'bare' or 'ours'.
        args: the command line.
    """
    import torch
    draw = dict(bare=bare, ours=ours)[arm](args)
    device = _device()
    if device == 'cuda':
        timed(lambda: draw(args.batch_size))
        torch.cuda.reset_peak_memory_stats()

    def batches() -> None:
        for begin in range(0, args.num, args.batch_size):
            draw(min(args.batch_size, args.num - begin))

    _, took = timed(batches)
    return Cost(took, peak_memory(device) / MB)


def compare(args: argparse.Namespace) -> Dict[str, Cost]:
    """Both, one after the other, each in a process of its own."""
    found = {}
    for arm in ('bare', 'ours'):
        with ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context('spawn')) as pool:
            found[arm] = pool.submit(measure, arm, args).result()
    return found


def _device() -> str:
    import torch
    return 'cuda' if torch.cuda.is_available() else 'cpu'


def main(argv: List[str] = None) -> int:
    """Returns 1 if a bound is not kept."""
    args = parse_args(argv)
    found = compare(args)
    failed = False
    for index, (name, unit, bound) in enumerate(FIGURES):
        mine, other = found['ours'][index], found['bare'][index]
        ratio = mine / other
        failed |= ratio > bound
        print(f'{name}: {mine:.1f} {unit} by FreeGen, {other:.1f} by the '
              f'pipeline: ratio {ratio:.3f} (at most {bound}: '
              f'{"kept" if ratio <= bound else "NOT kept"})')
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
