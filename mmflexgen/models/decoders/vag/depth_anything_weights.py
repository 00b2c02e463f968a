"""Depth-Anything's settings and weights from a local folder."""

import json
import os.path as osp
from typing import Any, Dict

from torch import Tensor, nn

from mmflexgen.utils import InputError

CONFIG, WEIGHTS = 'config.json', 'model.safetensors'
# What no other part of the released model has.
_PARTS = ('neck.convs.', 'neck.fusion_stage.', 'head.')


def read_config(folder: str) -> Dict[str, Any]:
    """Sizes of a released model: those of its neck and its head.

    Args:
        folder: of a ``DepthAnythingForDepthEstimation``, as transformers
            saves it.

    Raises:
        InputError: there is none.
    """
    for name in (CONFIG, WEIGHTS):
        if not osp.isfile(osp.join(folder, name)):
            raise InputError(
                f"'{folder}' has no {name}: give the local folder of a "
                'Depth-Anything model in transformers format (nothing is '
                'downloaded).')
    try:
        with open(osp.join(folder, CONFIG), encoding='utf-8') as file:
            settings = json.load(file)
    except ValueError as error:
        raise InputError(f"'{osp.join(folder, CONFIG)}' is no JSON "
                         f'({error}): copy the model again.') from error
    kind = settings.get('model_type')
    if kind != 'depth_anything':
        raise InputError(f"'{folder}' holds a model of type {kind!r}, not "
                         "'depth_anything': give a Depth-Anything model.")
    return {key: settings[key] for key in (
        'neck_hidden_sizes', 'fusion_hidden_size', 'head_hidden_size')
            if key in settings}


def load_released(neck: nn.Module, estimator: nn.Module,
                  folder: str) -> None:
    """Give neck and head their released weights.

    Args:
        neck: transformers' neck without its reassemble stage.
        estimator: transformers' head.
        folder: see :func:`read_config`.

    Raises:
        InputError: weights are missing, or have another size.
    """
    from safetensors.torch import load_file
    path = osp.join(folder, WEIGHTS)
    released = {key: value for key, value in load_file(path).items()
                if key.startswith(_PARTS)}
    ours: Dict[str, Tensor] = {
        f'{part}.{key}': value
        for part, module in (('neck', neck), ('head', estimator))
        for key, value in module.state_dict().items()}
    for key, value in ours.items():
        if key not in released:
            raise InputError(
                f"'{path}' has no weight '{key}': give a whole "
                'Depth-Anything model, with its neck and head.')
        if released[key].shape != value.shape:
            raise InputError(
                f"The weight '{key}' in '{path}' is "
                f'{tuple(released[key].shape)} and the decoder takes '
                f'{tuple(value.shape)}: leave the sizes to the folder, or '
                'make them the same.')
        value.copy_(released[key])
