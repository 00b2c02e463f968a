"""Several training processes on a machine without a GPU."""

import torch
from mmengine.config import Config
from torch import distributed as dist


def join_cpu_group(cfg: Config) -> None:
    """Joins a gloo group, where mmengine would ask for a CUDA device.

    On a CPU one single-threaded process per core trains a small model faster
    than one process with as many threads. Does nothing without a launcher,
    or with a GPU, which mmengine sets up itself.

    Args:
        cfg: ``launcher`` as torchrun set it; ``model_wrapper_cfg`` gets a
            default that names no device, and every process random numbers
            of its own.
    """
    if cfg.launcher != 'pytorch' or torch.cuda.is_available():
        return
    dist.init_process_group('gloo')
    cfg.setdefault('model_wrapper_cfg', dict(
        type='mmengine.MMDistributedDataParallel', device_ids=None,
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False)))
    cfg.setdefault('randomness', {}).setdefault('diff_rank_seed', True)
