"""What MIMC attention costs: instances and pixels.

    OMP_NUM_THREADS=1 nice -n 5 python benchmarks/mimc_attention.py

Both of a pass forward and backward, of the attention with its masks and EP,
and of the whole residual block around it. Time is CPU time. Memory is the most
that is allocated at once beyond the inputs, by torch's own account of every
allocation and release.
"""

import json
import statistics
import time
from typing import Callable, NamedTuple, Tuple

import torch
from torch.profiler import ProfilerActivity, profile

from mmflexgen.models.layers import (MIMCAttention, MIMCBlock, PixelEncoding,
                                     attention_mask, instance_membership)

CHANNELS, DIM, PIXEL_DIM = 64, 64, 8


class Row(NamedTuple):
    """A line of the table: what, two values, and the most that was asked."""

    what: str
    large: float
    small: float
    asked: float


def make_step(instances: int, side: int, whole_block: bool
              ) -> Callable[[], None]:
    """One pass, forward and backward.

    Args:
        instances: N, the whole image counted.
        side: tokens along each side.
        whole_block: whether the block around the attention is in it.
    """
    torch.manual_seed(0)
    encoding = PixelEncoding(instances, PIXEL_DIM)
    block = MIMCBlock(CHANNELS, DIM, 4 * PIXEL_DIM, heads=4)
    torch.nn.init.normal_(block.to_out.weight)
    attention: MIMCAttention = block.attention
    features = torch.randn(1, CHANNELS, side, side)
    query = features.flatten(2).transpose(1, 2).contiguous()
    corner = torch.rand(1, instances, 2) * 0.7
    boxes = torch.cat([corner, corner + 0.3], -1)
    boxes[0, 0] = torch.tensor([0., 0., 1., 1.])
    valid = torch.ones(1, instances, dtype=torch.bool)
    whole = torch.randn(1, DIM)
    categorical = torch.randn(1, instances, DIM)

    def step() -> None:
        for part in (encoding, block):
            part.zero_grad(set_to_none=True)
        membership = instance_membership(boxes, valid, (side, side))
        inputs = (categorical, encoding(boxes, membership), membership,
                  attention_mask(membership))
        out = (block(features, whole, *inputs) if whole_block
               else attention(query, *inputs))
        out.square().mean().backward()

    return step


def seconds(steps: Tuple[Callable[[], None], ...], rounds: int
            ) -> Tuple[float, ...]:
    """CPU time of each, the median of rounds in turn."""
    times = [[] for _ in steps]
    for index in range(rounds + 1):
        for step, found in zip(steps, times):
            start = time.process_time()
            step()
            if index:  # the first one warms up
                found.append(time.process_time() - start)
    return tuple(statistics.median(found) for found in times)


def peak_bytes(step: Callable[[], None]) -> int:
    """Most memory at once that a step allocates."""
    step()
    with profile(activities=[ProfilerActivity.CPU],
                 profile_memory=True) as record:
        step()
    held = most = 0
    events = [event for event in record.profiler.kineto_results.events()
              if event.name() == '[memory]']
    for event in sorted(events, key=lambda each: each.start_ns()):
        held += event.nbytes()
        most = max(most, held)
    return most


def main() -> None:
    """Print the table."""
    rows = []
    for what, whole in (('attention', False), ('block', True)):
        few, many = (make_step(count, 64, whole) for count in (8, 64))
        small, large = seconds((few, many), rounds=9)
        rows.append(Row(f'{what}: time, 64 instances over 8, 64 x 64 '
                        'tokens, ms', 1e3 * large, 1e3 * small, 9.))
        narrow, wide = (peak_bytes(make_step(8, side, whole)) / 2**20
                        for side in (32, 128))
        rows.append(Row(f'{what}: memory, 128 x 128 tokens over 32 x 32, MB',
                        wide, narrow, 17.))
    square = 4 * 128**4 / 2**20
    print(f'one float32 matrix of pixels by pixels at 128 x 128 tokens: '
          f'{square:.0f} MB')
    for row in rows:
        print(json.dumps(dict(what=row.what, values=[
            round(row.large, 2), round(row.small, 2)],
            ratio=round(row.large / row.small, 2), asked=row.asked)))


if __name__ == '__main__':
    main()
