"""Generators from configs."""

import copy
import os
from contextlib import contextmanager
from typing import Iterator, Optional, Sequence, Union

import torch
from mmengine.config import Config
from mmengine.registry import DefaultScope
from torch import nn
from tqdm import tqdm

from ..registry import MODELS
from ..structures import SynthRequest, SynthSample
from ..utils import InputError
from ..utils.checkpoint import load_weights
from ..utils.config import load_config
from ..utils.optional import explain_missing_type


def pick_device(device: Optional[str] = None) -> str:
    """The device asked for; the GPU if there is one by default."""
    if device is None:
        return 'cuda' if torch.cuda.is_available() else 'cpu'
    if device.startswith('cuda') and not torch.cuda.is_available():
        raise InputError(f'device {device} is asked for, but torch '
                         f'{torch.__version__} sees no GPU; give --device cpu')
    return device


def init_generator(config: Union[str, Config],
                   checkpoint: Optional[str] = None,
                   device: Optional[str] = None) -> nn.Module:
    """Builds the generator of a config, ready to generate.

    Args:
        config: config file or config with ``model``.
        checkpoint: weights from tools/train.py; None for a generator that
            has none of its own.
        device: torch device; the GPU if there is one by default.

    Returns:
        nn.Module: in eval mode; ``generate(requests)`` gives the samples.

    Raises:
        InputError: no such file, a checkpoint that is missing or another
            model's, or a model that generates nothing.
    """
    cfg = load_config(config) if isinstance(config, str) else config
    if 'model' not in cfg:
        raise InputError(f'config {cfg.filename} has no model')
    explain_missing_type(str(cfg.model.get('type')).rpartition('.')[-1])
    scope = cfg.get('default_scope') or 'mmflexgen'
    with DefaultScope.overwrite_default_scope(scope):
        generator = MODELS.build(cfg.model)
    if not hasattr(generator, 'generate'):
        raise InputError(f'{type(generator).__name__} of config '
                         f'{cfg.filename} has no generate(); it is not a '
                         'generator')
    if checkpoint is not None:
        load_weights(generator, checkpoint)
    elif generator.state_dict():
        raise InputError(
            f'{type(generator).__name__} has '
            f'{len(generator.state_dict())} trained weights, but no '
            'checkpoint was given: its labels would be random; give the '
            'checkpoint that tools/train.py wrote')
    return generator.to(pick_device(device)).eval()


def image_model(cfg: Config) -> Config:
    """The config of a FlexDataset's images, without what labels them.

    Plan A's decoders are left out, and of Plan B the generator is kept: no
    image depends on either, and neither's weights are needed.

    Args:
        cfg: with ``model``; stays as it is.

    Raises:
        InputError: its model draws no compositions.
    """
    cfg = copy.deepcopy(cfg)
    if 'annotators' in (cfg.get('model') or {}):
        cfg.model = cfg.model.generator
    model = cfg.get('model') or {}
    from ..models.generators import FlexDataset
    kind = model.get('type')
    kind = MODELS.get(kind) if isinstance(kind, str) else kind
    if not (isinstance(kind, type) and issubclass(kind, FlexDataset)):
        raise InputError(
            f'the model of {cfg.filename}, {model.get("type")}, draws no '
            'compositions: give the config of a FlexDataset')
    model.pop('decoders', None)
    return cfg


@contextmanager
def deterministic() -> Iterator[None]:
    """Kernels that give equal bits for equal inputs, while it lasts.

    An operation that has none on the GPU warns and goes on.
    """
    cudnn, settings = torch.backends.cudnn, torch.utils.deterministic
    before = (torch.are_deterministic_algorithms_enabled(),
              torch.is_deterministic_algorithms_warn_only_enabled(),
              cudnn.benchmark, settings.fill_uninitialized_memory)
    # Read when cuBLAS first multiplies.
    os.environ.setdefault('CUBLAS_WORKSPACE_CONFIG', ':4096:8')
    torch.use_deterministic_algorithms(True, warn_only=True)
    cudnn.benchmark = False
    # Else every new tensor is first filled with NaN, which finds reads of
    # memory that nobody wrote, and takes a sixth of a synthesis.
    settings.fill_uninitialized_memory = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])
        cudnn.benchmark = before[2]
        settings.fill_uninitialized_memory = before[3]


def draw_samples(generator: nn.Module, requests: Sequence[SynthRequest],
                 batch_size: int = 16) -> Iterator[SynthSample]:
    """Samples of requests in their order, without files and filters.

    Args:
        generator: see :func:`init_generator`.
        requests: any number.
        batch_size: requests at a time.
    """
    with deterministic(), tqdm(total=len(requests), unit='image',
                               mininterval=1) as bar:
        for start in range(0, len(requests), batch_size):
            batch = requests[start:start + batch_size]
            yield from generator.generate(batch)
            bar.update(len(batch))
