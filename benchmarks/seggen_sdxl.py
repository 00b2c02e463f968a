"""SegGen's models at SDXL's real size: time and memory of some steps.

    python tools/model_converters/random_base_model.py --arch sdxl \\
        --dtype bfloat16 FOLDER                             # 7 GB
    python benchmarks/seggen_sdxl.py FOLDER text2mask
    python benchmarks/seggen_sdxl.py FOLDER mask2img

Takes models and optimizers of configs/seggen/*_sdxl_ade20k-768_24gb.py, with
random weights and random labels, trains some iterations of one sample and
samples some steps. Needs a GPU or patience.
"""

import argparse
from pathlib import Path
from typing import Any, Dict

import torch
from measuring import (add_lengths, base_model_parser, peak_memory, timed,
                       train)
from mmengine.optim import build_optim_wrapper
from mmengine.structures import BaseDataElement

from mmflexgen.datasets.transforms.pack_colour_map import to_channels_first
from mmflexgen.registry import MODELS
from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[1] / 'configs' / 'seggen'
GB = 2**30


def parse_args() -> argparse.Namespace:
    parser = base_model_parser(__doc__)
    parser.add_argument('model', choices=['text2mask', 'mask2img'])
    parser.add_argument('--size', type=int, default=768, help='in pixels')
    add_lengths(parser, steps=3)
    return parser.parse_args()


def measure(folder: str, name: str, size: int, iters: int,
            steps: int) -> Dict[str, Any]:
    """Trains and samples.

    Args:
        folder: of the base model.
        name: 'text2mask' or 'mask2img'.
        size: side of the images, in pixels.
        iters: training iterations, at least 2.
        steps: of the sampler.

    Returns:
        dict: ``trained``, class of the network, and its ``parameters`` in
        10^9; the last ``loss``; seconds of an ``iteration`` and of a
        sampling ``step``, under guidance; greatest ``memory`` of the
        process, or of the GPU, in GB.
    """
    cfg = load_config(str(CONFIGS / f'{name}_sdxl_ade20k-768_24gb.py'))
    cfg.model.base_model.update(pretrained=folder, num_inference_steps=steps)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    model = MODELS.build(cfg.model).to(device)
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(1, 3, size, size, generator=generator).to(device)
    labels = torch.randint(150, (size, size), generator=generator)
    sample = BaseDataElement(
        metainfo=dict(caption='a photo of a star'),
        colour_map=to_channels_first(model.codec.encode(labels.numpy())))
    optim = build_optim_wrapper(model, cfg.optim_wrapper)
    losses, iteration = train(model, image * 2 - 1, [sample], optim, iters)
    model.eval()
    _, sampling = timed(
        lambda: model(image * 2 - 1, [sample], 'predict').cpu())
    return dict(
        trained=type(model.network).__name__,
        parameters=sum(weight.numel() for weight in
                       model.network.parameters()) / 1e9,
        loss=losses['loss'], iteration=iteration, step=sampling / steps,
        memory=peak_memory(device) / GB)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    found = measure(args.folder, args.model, args.size, args.iters,
                    args.steps)
    print(f'{found["trained"]} of {found["parameters"]:.2f} G parameters at '
          f'{args.size} px: {found["iteration"]:.1f} s an iteration, '
          f'{found["step"]:.1f} s a sampling step (decoding included), '
          f'{found["memory"]:.1f} GB at most; asked: 24 GB')


if __name__ == '__main__':
    main()
