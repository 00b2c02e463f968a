"""Checkpoints are read safely and must fit the model."""

import os
import os.path as osp
import re
import zipfile
from typing import Any, Dict, Mapping, Optional

import torch
from mmengine.model import BaseTTAModel, is_model_wrapper
from torch import nn

from .errors import InputError
from .mmengine_compat import allow_resume_globals


def read_checkpoint(path: str) -> Dict[str, Any]:
    """Reads a checkpoint without running code from it.

    Args:
        path: ``.pth`` file as mmengine writes it, or a bare state dict.

    Returns:
        dict: the checkpoint; ``state_dict`` maps names without a
        ``module.`` prefix to tensors on the CPU.

    Raises:
        InputError: there is no such file, or it is no checkpoint.
    """
    if not osp.isfile(path):
        raise InputError(f'checkpoint {path} does not exist')
    allow_resume_globals()
    try:
        checkpoint = torch.load(path, map_location='cpu', weights_only=True)
    # Bytes that are no checkpoint make the unpickler raise anything.
    except Exception as error:  # noqa: BLE001
        reason = str(error).strip().splitlines() or ['empty file']
        raise InputError(f'{path} is not a readable checkpoint '
                         f'({reason[0]})') from error
    if not isinstance(checkpoint, dict):
        raise InputError(f'{path} holds a {type(checkpoint).__name__}, not '
                         'a checkpoint with a state_dict')
    state = checkpoint.get('state_dict', checkpoint)
    if not isinstance(state, dict) or not any(
            isinstance(value, torch.Tensor) for value in state.values()):
        raise InputError(f'{path} holds no weights: it has neither a '
                         'state_dict nor tensors')
    state = {name.removeprefix('module.'): value
             for name, value in state.items()}
    return {**checkpoint, 'state_dict': state}


def latest_checkpoint(work_dir: str) -> Optional[str]:
    """Where a training that was killed at any moment can go on.

    That is the checkpoint which the folder's ``last_checkpoint`` names, here
    if the folder was moved or copied since. mmengine writes that file in
    place, so a kill may leave it empty: then it is the ``iter_*.pth`` or
    ``epoch_*.pth`` of the highest number that was written to its end.

    Args:
        work_dir: folder of the training, which need not exist.

    Returns:
        str or None: path of the checkpoint, None if there is none.
    """
    if not osp.isdir(work_dir):
        return None
    pointer = osp.join(work_dir, 'last_checkpoint')
    if osp.isfile(pointer):
        with open(pointer) as file:
            named = file.read().strip()
        for path in (osp.join(work_dir, osp.basename(named)), named):
            if is_whole(path):
                return path
        # Folders of DeepSpeed and remote stores are trusted.
        if '://' in named or osp.isdir(named):
            return named
    steps = {int(match[1]): match[0] for match in map(
        re.compile(r'(?:iter|epoch)_(\d+)\.pth$').match,
        os.listdir(work_dir)) if match}
    for step in sorted(steps, reverse=True):
        path = osp.join(work_dir, steps[step])
        if is_whole(path):
            return path
    return None


def is_whole(path: str) -> bool:
    """Whether a checkpoint was written to its end.

    A kill during the write leaves a zip without its table of contents.
    """
    return zipfile.is_zipfile(path)


def check_weights(model: nn.Module, state: Mapping[str, torch.Tensor],
                  path: str, allow_extra: bool = False) -> None:
    """Raises InputError if the weights are not this model's.

    mmengine only warns of keys that do not fit, and the run goes on with
    random weights.

    Args:
        model: model, wrapped for several processes or for test-time
            augmentation or not; what its ``state_dict`` leaves out (a frozen
            base model) is not expected in the checkpoint.
        state: names to tensors.
        path: where the weights come from, for the message.
        allow_extra: whether keys that the model lacks are acceptable, as in
            a checkpoint with an auxiliary head.
    """
    while is_model_wrapper(model) or isinstance(model, BaseTTAModel):
        model = model.module
    own = model.state_dict()
    # Absent from checkpoints of old BatchNorm layers; torch counts anew.
    missing = [name for name in own
               if name not in state and 'num_batches_tracked' not in name]
    extra = [] if allow_extra else [name for name in state if name not in own]
    reshaped = [name for name, value in own.items()
                if name in state and state[name].shape != value.shape]
    for names, what in ((missing, 'lacks {} weights of the model'),
                        (reshaped, 'has {} weights of another shape'),
                        (extra, 'has {} weights the model does not have')):
        if names:
            raise InputError(
                f'checkpoint {path} does not fit {type(model).__name__}: it '
                f'{what.format(len(names))}, the first being {names[0]}; '
                'give the config it was trained with')


def load_weights(model: nn.Module, path: str,
                 allow_extra: bool = False) -> Dict[str, Any]:
    """Loads a checkpoint's weights, all or none.

    Args:
        model: bare model.
        path: checkpoint file.
        allow_extra: see :func:`check_weights`.

    Returns:
        dict: what else the checkpoint holds, such as ``meta``.

    Raises:
        InputError: the file is missing, unreadable, or of another model.
    """
    checkpoint = read_checkpoint(path)
    state = checkpoint.pop('state_dict')
    check_weights(model, state, path, allow_extra)
    model.load_state_dict(state, strict=False)
    return checkpoint
