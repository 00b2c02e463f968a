"""What an annotation costs: VAG Plan A against Plan B, at real sizes.

    OMP_NUM_THREADS=1 nice -n 5 python benchmarks/annotation_time.py
    python benchmarks/annotation_time.py --device cuda

Random weights, one image of 512 px. Plan A is a decoder on the query of
Stable Diffusion 1.5 (8, 16 and 32 cells), which the last step of sampling has
computed anyway. Plan B is the encoder of the model that the paper names, and
the same decoder on what it gives: Depth-Anything's ViT-L at 518 px, SEEM's
FocalNet-L at 512 px, MINet's VGG-16 at 320 px. What follows a decoder, such as
enlarging masks, is the same in both plans and not measured. On the CPU the
time is CPU time.
"""

import argparse
import json
import statistics
import time
from typing import Any, Callable, Dict, List, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.registry import MODELS
from mmflexgen.utils import register_all_modules

# Of SD 1.5 with MIMC layers at strides 2, 4 and 8: channels and cells.
QUERY = ((1280, 8), (6400, 16), (3200, 32))
ASKED = dict(depth=5.0, segmentation=1.9)
THINGS = tuple(f'class {index}' for index in range(80))
LARGE = dict(neck_hidden_sizes=[256, 512, 1024, 1024],
             fusion_hidden_size=256)
DECODERS: Dict[str, Dict[str, Any]] = dict(
    depth=dict(type='DepthAnythingDecoder', sizes=LARGE),
    segmentation=dict(
        type='SEEMDecoder', channels=512, head=dict(
            type='mmflexgen.InstanceHead',
            transformer=dict(num_queries=100, num_layers=9))),
    saliency=dict(type='MINetDecoder', channels=64))


def decoder(task: str, channels: List[int], stride: int) -> nn.Module:
    """Plan A's, for maps coarse to fine, the finest of this stride."""
    config = dict(DECODERS[task])
    if task != 'depth':
        config['mask_stride'] = min(4, stride)
    return MODELS.build(dict(
        config, type=f'mmflexgen.{config["type"]}', query_channels=channels,
        finest_stride=stride, metainfo=dict(
            classes=THINGS, thing_classes=THINGS),
        class_text=lambda names: torch.randn(len(names), 768)))


class VGG(nn.Module):
    """VGG-16's convolutions: five maps, coarse to fine."""

    def __init__(self) -> None:
        super().__init__()
        before, self.blocks = 3, nn.ModuleList()
        for width, count in ((64, 2), (128, 2), (256, 3), (512, 3),
                             (512, 3)):
            layers: List[nn.Module] = [nn.MaxPool2d(2)] * bool(self.blocks)
            for _ in range(count):
                layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
                before = width
            self.blocks.append(nn.Sequential(*layers))

    def forward(self, image: Tensor) -> List[Tensor]:
        maps: List[Tensor] = []
        for block in self.blocks:
            maps.insert(0, block(maps[0] if maps else image))
        return maps


def depth_model() -> Tuple[nn.Module, int]:
    """Depth-Anything, large, and the side of its images."""
    from transformers import (DepthAnythingConfig,
                              DepthAnythingForDepthEstimation, Dinov2Config)
    return DepthAnythingForDepthEstimation(DepthAnythingConfig(
        backbone_config=Dinov2Config(
            hidden_size=1024, num_hidden_layers=24, num_attention_heads=16,
            image_size=518, patch_size=14, out_indices=[5, 12, 18, 24],
            reshape_hidden_states=False),
        reassemble_hidden_size=1024, **LARGE)), 518


def focal_net() -> nn.Module:
    """FocalNet-L's four maps, of 4, 8, 16 and 32 px a cell."""
    from transformers import FocalNetBackbone, FocalNetConfig
    return FocalNetBackbone(FocalNetConfig(
        embed_dim=192, hidden_sizes=[384, 768, 1536, 1536],
        depths=[2, 2, 18, 2], focal_levels=[4] * 4, focal_windows=[3] * 4,
        use_conv_embed=True, use_layerscale=True,
        # A stage's map is smaller by half than what it works on.
        out_features=['stem', 'stage1', 'stage2', 'stage4']))


class WholeModel(nn.Module):
    """An encoder with one of our decoders, made for what it gives."""

    def __init__(self, task: str, encoder: nn.Module, side: int) -> None:
        super().__init__()
        self.encoder = encoder
        with torch.no_grad():
            maps = self.maps(torch.randn(1, 3, side, side))
        self.decoder = decoder(task, [each.shape[1] for each in maps],
                               side // maps[-1].shape[-1])

    def maps(self, image: Tensor) -> List[Tensor]:
        """Of the encoder, coarse to fine."""
        found = self.encoder(image)
        return found if isinstance(found, list) else list(
            found.feature_maps)[::-1]

    def forward(self, image: Tensor) -> Any:
        return self.decoder(self.maps(image))


def plans(task: str, device: str) -> Tuple[Callable, Callable]:
    """One annotation by Plan A, and by Plan B."""
    torch.manual_seed(0)
    ours = decoder(task, [channels for channels, _ in QUERY], 16)
    query = [torch.randn(1, channels, side, side, device=device)
             for channels, side in QUERY]
    if task == 'depth':
        theirs, side = depth_model()
    elif task == 'segmentation':
        side = 512
        theirs = WholeModel(task, focal_net(), side)
    else:
        side = 320
        theirs = WholeModel(task, VGG(), side)
    ours, theirs = ours.to(device).eval(), theirs.to(device).eval()
    image = torch.randn(1, 3, side, side, device=device)
    return lambda: ours(query), lambda: theirs(image)


def seconds(step: Callable, device: str) -> float:
    """Of one annotation."""
    clock = time.perf_counter if device == 'cuda' else time.process_time
    start = clock()
    step()
    if device == 'cuda':
        torch.cuda.synchronize()
    return clock() - start


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(
        description='Time of an annotation, Plan A against Plan B.')
    parser.add_argument('--device', default='cpu', choices=['cpu', 'cuda'])
    parser.add_argument('--rounds', type=int, default=3,
                        help='both plans in turn; the medians count')
    args = parser.parse_args()
    register_all_modules()
    for task in DECODERS:
        steps = plans(task, args.device)
        for step in steps:
            seconds(step, args.device)  # to warm up
        rounds = [[seconds(step, args.device) for step in steps]
                  for _ in range(args.rounds)]
        ours, theirs = map(statistics.median, zip(*rounds))
        print(json.dumps(dict(
            what=task, plan_a=round(ours, 4), plan_b=round(theirs, 4),
            ratio=round(theirs / ours, 2), asked=ASKED.get(task))),
            flush=True)


if __name__ == '__main__':
    main()
