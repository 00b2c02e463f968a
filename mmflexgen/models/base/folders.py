"""Parts of a diffusers folder, written so that a kill leaves a whole one."""

import json
import os
import os.path as osp
import shutil
from typing import Any, Dict, Optional

import torch
from mmengine.fileio import dump

from mmflexgen.models.diffusion.components import check_folder
from mmflexgen.utils import InputError


def write_module(module: Any,
                 folder: str,
                 name: str,
                 dtype: Optional[torch.dtype] = None) -> None:
    """Write ``folder/name`` with ``save_pretrained``, replacing it at once.

    Args:
        module: anything with ``save_pretrained``.
        folder: the model's folder, created if missing; '' is the current
            one.
        name: sub-folder, such as 'unet'.
        dtype: stored type of the weights; None stores them as they are.
    """
    os.makedirs(folder or '.', exist_ok=True)
    path, part = osp.join(folder, name), osp.join(folder, f'.{name}.part')
    shutil.rmtree(part, ignore_errors=True)
    if dtype is not None:
        copy = type(module).from_config(module.config)
        copy.load_state_dict(module.state_dict())
        module = copy.to(dtype)
    module.save_pretrained(part)
    shutil.rmtree(path, ignore_errors=True)
    os.rename(part, path)


def write_with_unet(source: str, folder: str, unet: Any,
                    scheduler_config: Dict[str, Any]) -> None:
    """Write a whole base model: another one with this UNet.

    Args:
        source: folder of the other one.
        folder: written; created if missing.
        unet: stored in float16.
        scheduler_config: settings of the noise schedule that it learnt by.
    """
    index = check_folder(source)
    os.makedirs(folder, exist_ok=True)
    for part, spec in index.items():
        path = osp.join(source, part)
        if part == 'unet' or not isinstance(spec, (list, tuple)):
            continue
        if part in ('safety_checker', 'feature_extractor') \
                or not osp.isdir(path):
            index[part] = [None, None]  # of no use here
            continue
        # Old folders hold the weights a second time, as pickles.
        shutil.copytree(path, osp.join(folder, part), dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns('*.bin', '*.ckpt'))
    with open(osp.join(folder, 'scheduler', 'scheduler_config.json'), 'w',
              encoding='utf-8') as file:
        # As diffusers writes it.
        file.write(json.dumps(scheduler_config, indent=2, sort_keys=True)
                   + '\n')
    write_module(unet, folder, 'unet', torch.float16)
    # Written last: it marks the folder as whole.
    dump(index, osp.join(folder, 'model_index.json'))


def load_module(module: Any, folder: str, name: str) -> None:
    """Read the weights of ``folder/name`` into a module of the same shape.

    Args:
        module: anything with ``from_pretrained``.
        folder: the model's folder.
        name: sub-folder, such as 'unet'.

    Raises:
        InputError: if there is no such part, or it has other shapes.
    """
    path = osp.join(folder, name)
    if not osp.isfile(osp.join(path, 'config.json')):
        raise InputError(f'{folder} has no {name}/config.json: give the '
                         'folder of a diffusers model')
    state = type(module).from_pretrained(
        path, use_safetensors=True).state_dict()
    own = module.state_dict()
    differing = [key for key in own
                 if key not in state or state[key].shape != own[key].shape]
    if differing or len(state) != len(own):
        raise InputError(
            f'{path} has another shape than the config asks for (first '
            f'difference: {(differing or sorted(set(state) - set(own)))[0]})'
            ': use the config it was trained with')
    module.load_state_dict(state)
