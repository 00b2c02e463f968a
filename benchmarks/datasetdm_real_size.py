"""DatasetDM at a real size: time and memory of some steps.

    python tools/model_converters/random_base_model.py --arch sd15 FOLDER
    python benchmarks/datasetdm_real_size.py FOLDER
    python benchmarks/datasetdm_real_size.py FOLDER \\
        --config datasetdm-multitask_sd15_coco-512     # samples of all tasks

Takes a config of configs/datasetdm/, by default that of VOC and Stable
Diffusion 1.5, trains its semantic decoder for some iterations on random
images and labels, and makes samples by few steps. For SD 2.1 and SDXL:
--config datasetdm_sd21_voc2012-512_100, datasetdm_sdxl_voc2012-512_100 or
datasetdm_sdxl_voc2012-1024_100, whose base model is in bfloat16 (7 GB).
"""

import argparse
from pathlib import Path
from typing import Any, Callable, Dict

import torch
from measuring import (add_lengths, base_model_parser, peak_memory, timed,
                       train)
from mmengine.config import Config
from mmengine.optim import OptimWrapper
from mmengine.registry import DefaultScope
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.apis.generator import pick_device
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[1] / 'configs' / 'datasetdm'
GB = 2**30


def parse_args() -> argparse.Namespace:
    parser = base_model_parser(__doc__)
    parser.add_argument('--config', default='datasetdm_sd15_voc2012-512_100')
    add_lengths(parser, steps=2)
    parser.add_argument('--samples', type=int, default=1, help='in a batch')
    parser.add_argument('--dtype', help="of the base model; by default the "
                        "config's")
    parser.add_argument('--channels-last', action='store_true')
    parser.add_argument('--compile', action='store_true',
                        help='the steps of sampling')
    parser.add_argument('--device')
    return parser.parse_args()


def measure(cfg: Config, device: str, iters: int, samples: int
            ) -> Dict[str, Any]:
    """Trains and generates.

    Args:
        cfg: of a :class:`DatasetDM`.
        device: torch's.
        iters: training iterations, at least 2.
        samples: to generate, in one batch.

    Returns:
        dict: ``side`` of the images; ``kinds`` of labels; the last
        ``losses``; seconds of a training ``iteration``, of a guided sampling
        ``step``, of the images from their latents (``decode``) and of all
        ``labels``; greatest ``memory`` in GB of the process, or of the GPU.
    """
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        model = MODELS.build(cfg.model).to(device)
    side = model.base.image_size
    image = torch.rand(1, 3, side, side, device=device) * 2 - 1
    sample = SegDataSample(gt_sem_seg=PixelData(
        data=_blocks(side, len(model.classes)).to(device)))
    losses, iteration = _train(model, image, sample, iters)
    names = model.classes[1:3]
    requests = [
        SynthRequest(index, index, f'a photo of a {model.prompt_names[name]}',
                     (name, ))
        for index, name in zip(range(samples), names * samples)]
    spent: Dict[str, float] = {}
    for part in ('sample_latents', 'decode'):
        _time(model.base, part, spent)
    made, total = timed(lambda: model.generate(requests))
    assert all(each.image.shape == (side, side, 3) for each in made)
    return dict(
        side=side, kinds=model.kinds, losses=losses, iteration=iteration,
        step=spent['sample_latents'] / model.base.num_inference_steps,
        decode=spent['decode'], labels=total - sum(spent.values()),
        memory=peak_memory(device) / GB)


def _blocks(side: int, num_classes: int) -> torch.Tensor:
    """A label map (1, side, side) of four blocks of random classes."""
    labels = torch.randint(num_classes, (1, 2, 2))
    return labels.repeat_interleave(side // 2, 1).repeat_interleave(
        side // 2, 2)


def _train(model: Any, image: torch.Tensor, sample: SegDataSample, iters: int
           ) -> Any:
    """Losses of the last iteration, and seconds of one after the first."""
    # The other decoders want labels of other kinds.
    others = {name: model.decoders.pop(name)
              for name in list(model.decoders) if name != 'semantic'}
    optim = OptimWrapper(torch.optim.AdamW(model.parameters(), lr=1e-4))
    found = train(model, image, [sample], optim, iters)
    model.decoders.update(others)
    return found


def _time(owner: Any, name: str, spent: Dict[str, float]) -> None:
    """Note the seconds that a method takes."""
    method: Callable = getattr(owner, name)

    def noted(*args: Any, **kwargs: Any) -> Any:
        result, seconds = timed(lambda: method(*args, **kwargs))
        spent[name] = spent.get(name, 0) + seconds
        return result

    setattr(owner, name, noted)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(str(CONFIGS / f'{args.config}.py'))
    cfg.model.base_model.update(
        pretrained=args.folder, num_inference_steps=args.steps,
        channels_last=args.channels_last, compile_unet=args.compile)
    if args.dtype:
        cfg.model.base_model.dtype = args.dtype
    found = measure(cfg, pick_device(args.device), args.iters, args.samples)
    print(f'{args.config}: {found["iteration"]:.2f} s a training iteration '
          f'of one image of {found["side"]} px; {args.samples} samples with '
          f'{", ".join(found["kinds"])}: {found["step"]:.2f} s a guided '
          f'step, {found["decode"]:.2f} s for the images, '
          f'{found["labels"]:.2f} s for the labels; {found["memory"]:.1f} GB '
          'at most')


if __name__ == '__main__':
    main()
