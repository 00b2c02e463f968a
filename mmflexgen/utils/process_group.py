"""The process group of a distributed job: joined on a CPU, left anywhere."""

import gc

import torch
from mmengine.config import Config
from mmengine.dist import init_dist
from torch import distributed as dist


def join_cpu_group(cfg: Config) -> None:
    """Joins a gloo group, where mmengine would ask for a CUDA device.

    On a CPU one single-threaded process per core trains a small model faster
    than one process with as many threads. Does nothing without a launcher,
    or with a GPU, which mmengine sets up itself.

    Args:
        cfg: may hold the ``launcher``; ``model_wrapper_cfg`` gets a default
            that names no device, and every process random numbers of its
            own.
    """
    if cfg.get('launcher') != 'pytorch' or torch.cuda.is_available():
        return
    if not dist.is_initialized():
        dist.init_process_group('gloo')
    cfg.setdefault('model_wrapper_cfg', dict(
        type='mmengine.MMDistributedDataParallel', device_ids=None,
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False)))
    cfg.setdefault('randomness', {}).setdefault('diff_rank_seed', True)


def join_group(cfg: Config) -> None:
    """Joins the job's process group, before any runner does.

    Does nothing without a launcher, or where it was joined before, except
    for the defaults that :func:`join_cpu_group` gives a config.

    Args:
        cfg: with ``launcher`` and, for a GPU, ``env_cfg.dist_cfg``.
    """
    join_cpu_group(cfg)
    if cfg.get('launcher', 'none') != 'none' and not dist.is_initialized():
        settings = cfg.get('env_cfg', {}).get('dist_cfg', {})
        init_dist(cfg.launcher, **settings)


def leave_group() -> None:
    """Leaves the process group, if there is one.

    Meant for the end of a program. Threads of a group that is still there
    while the interpreter shuts down may want its lock, which aborts the
    process after all its work is done, now and then.
    """
    # A model that was wrapped for the group holds on to it.
    gc.collect()
    if dist.is_available() and dist.is_initialized():
        dist.destroy_process_group()
