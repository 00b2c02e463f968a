"""What benchmarks of real sizes share: options, training, seconds, memory."""

import argparse
import resource
import time
from typing import Any, Callable, Dict, Tuple

import torch
from mmengine.optim import OptimWrapper


def base_model_parser(doc: str) -> argparse.ArgumentParser:
    """For a program with this docstring, whose first argument is a folder."""
    parser = argparse.ArgumentParser(
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', help='base model in diffusers format')
    return parser


def add_lengths(parser: argparse.ArgumentParser, steps: int) -> None:
    """How long to train and, by default these steps, to sample."""
    parser.add_argument('--iters', type=int, default=3,
                        help='training iterations of one image, from 2; the '
                        'first is not timed')
    parser.add_argument('--steps', type=int, default=steps,
                        help='of the sampler, guided')


def train(model: Any, inputs: torch.Tensor, samples: Any,
          optim: OptimWrapper, iters: int) -> Tuple[Dict[str, float], float]:
    """Train on the same samples, again and again.

    Args:
        model: of mmengine, whose mode 'loss' gives losses by name.
        inputs: first argument of the model.
        samples: its second.
        optim: of the weights that learn.
        iters: training iterations, at least 2.

    Returns:
        tuple: losses of the last iteration, and seconds of one after the
        first.
    """
    model.train()
    for index in range(iters):
        if index == 1:
            start = time.perf_counter()
        losses = model(inputs, samples, 'loss')
        optim.update_params(sum(losses.values()))
        # .item() waits for a GPU.
        found = {name: value.item() for name, value in losses.items()}
    return found, (time.perf_counter() - start) / (iters - 1)


def timed(call: Callable[[], Any]) -> Tuple[Any, float]:
    """What a function returns, and its seconds, those of a GPU included."""
    start = time.perf_counter()
    result = call()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return result, time.perf_counter() - start


def peak_memory(device: str) -> int:
    """Greatest memory so far in bytes: of the GPU if the device is one,
    otherwise of the process."""
    if device != 'cpu':
        return torch.cuda.max_memory_allocated()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
