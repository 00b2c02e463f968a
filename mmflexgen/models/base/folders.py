"""Parts of a diffusers folder, written so that a kill leaves a whole one."""

import os
import os.path as osp
import shutil
from typing import Any, Optional

import torch


def write_module(module: Any,
                 folder: str,
                 name: str,
                 dtype: Optional[torch.dtype] = None) -> None:
    """Write ``folder/name`` with ``save_pretrained``, replacing it at once.

    Args:
        module: anything with ``save_pretrained``.
        folder: the model's folder, created if missing.
        name: sub-folder, such as 'unet'.
        dtype: stored type of the weights; None stores them as they are.
    """
    os.makedirs(folder, exist_ok=True)
    path, part = osp.join(folder, name), osp.join(folder, f'.{name}.part')
    shutil.rmtree(part, ignore_errors=True)
    if dtype is not None:
        copy = type(module).from_config(module.config)
        copy.load_state_dict(module.state_dict())
        module = copy.to(dtype)
    module.save_pretrained(part)
    shutil.rmtree(path, ignore_errors=True)
    os.rename(part, path)
