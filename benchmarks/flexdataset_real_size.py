"""FlexDataset's first stage at its real size: time and memory of some steps.

    python tools/model_converters/random_base_model.py --arch sd15 SD15
    python benchmarks/flexdataset_real_size.py SD15 sd15
    python tools/model_converters/random_base_model.py \\
        --arch layoutdiffusion LD
    python benchmarks/flexdataset_real_size.py LD layoutdiffusion

Takes the models of configs/flexdataset/c2i_*_coco-stuff-512.py, with random
weights, latents and compositions of 8 objects, trains some iterations of one
sample and samples some steps of one image. MIMC layers learn beside SD 1.5's
UNet, 0.24 G parameters, and with LayoutDiffusion's, 0.97 G: weights,
gradients and AdamW's moments of these are 15 GB in float32, half of it under
--optimizer Adafactor. Needs a GPU or patience. With --tiny the layers are
small, to try the program on a base model of --arch tiny.
"""

import argparse
from pathlib import Path
from typing import Any, Dict

import torch
from measuring import (add_lengths, base_model_parser, peak_memory, timed,
                       train)
from mmengine.optim import OptimWrapper

from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.models.diffusion.composed import compose_latents
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition
from mmflexgen.utils import one_sentence_errors, register_all_modules
from mmflexgen.utils.config import load_config

CONFIGS = Path(__file__).parents[1] / 'configs' / 'flexdataset'
OBJECTS = 8
GB = 2**30


def parse_args() -> argparse.Namespace:
    parser = base_model_parser(__doc__)
    parser.add_argument('model', choices=['sd15', 'layoutdiffusion'])
    parser.add_argument('--size', type=int, default=512, help='in pixels')
    add_lengths(parser, steps=3)
    parser.add_argument('--optimizer', choices=['AdamW', 'Adafactor'],
                        default='AdamW', help="AdamW is the config's")
    parser.add_argument('--tiny', action='store_true',
                        help='for a base model of --arch tiny')
    return parser.parse_args()


def scene(classes: Any) -> Composition:
    """Eight objects of different categories; boxes drawn."""
    generator = torch.Generator().manual_seed(0)
    corners = torch.rand(OBJECTS, 2, generator=generator) * 0.6
    sides = 0.15 + 0.25 * torch.rand(OBJECTS, 2, generator=generator)
    boxes = torch.cat([corners, corners + sides], 1)
    return Composition(tuple(tuple(box) for box in boxes.tolist()),
                       tuple(classes[:OBJECTS]))


def measure(folder: str, name: str, size: int, iters: int, steps: int,
            optimizer: str = 'AdamW', tiny: bool = False) -> Dict[str, Any]:
    """Trains and samples.

    Args:
        folder: of the base model.
        name: 'sd15' or 'layoutdiffusion'.
        size: side of the images, in pixels.
        iters: training iterations, at least 2.
        steps: of the sampler.
        optimizer: of :mod:`torch.optim`.
        tiny: whether the layers are small, too.

    Returns:
        dict: ``trained`` and ``frozen`` parameters in 10^9, the latter of
        the UNet; the last ``loss``; seconds of an ``iteration``, of a
        sampling ``step`` under guidance and of ``decoding``; greatest
        ``memory`` of the process, or of the GPU, in GB.
    """
    register_all_modules()
    cfg = load_config(str(CONFIGS / f'c2i_{name}_coco-stuff-512.py'))
    cfg.model.base_model.update(pretrained=folder,
                                num_inference_steps=steps)
    if tiny:
        cfg.model.strides = (1, 2, 4)
        cfg.model.mimc.update(dim=16, pixel_dim=4, num_layers=1, heads=2,
                              groups=8)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    torch.manual_seed(0)
    model = MODELS.build(cfg.model).to(device)
    composition = scene(cfg.model.classes)
    noise = seeded_noise([0], model.base.latent_shape(size)).to(device)
    samples = dict(compositions=[composition], captions=[''])
    weights = list(model.parameters())
    optim = OptimWrapper(getattr(torch.optim, optimizer)(weights, lr=1e-5))
    losses, iteration = train(model, noise, samples, optim, iters)
    model.eval()
    latents, sampling = timed(lambda: compose_latents(
        model.base, model.mimc, [''], noise, [composition]))
    with torch.no_grad():
        _, decoding = timed(lambda: model.base.decode(latents).cpu())
    unet = sum(weight.numel() for weight in model.base.unet.parameters())
    tuned = hasattr(model, 'unet')
    return dict(
        trained=sum(weight.numel() for weight in weights) / 1e9,
        frozen=0. if tuned else unet / 1e9, loss=losses['loss'],
        iteration=iteration, step=sampling / steps, decoding=decoding,
        memory=peak_memory(device) / GB)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    found = measure(args.folder, args.model, args.size, args.iters,
                    args.steps, args.optimizer, args.tiny)
    print(f'{args.model} at {args.size} px, {found["trained"]:.2f} G '
          f'parameters learn and {found["frozen"]:.2f} G of the UNet do not: '
          f'{found["iteration"]:.1f} s an iteration of one sample, '
          f'{found["step"]:.1f} s a sampling step under guidance, '
          f'{found["decoding"]:.1f} s to decode; {found["memory"]:.1f} GB at '
          'most')


if __name__ == '__main__':
    main()
