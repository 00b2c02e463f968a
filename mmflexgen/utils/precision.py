"""bfloat16 where the machine computes in it."""

from functools import lru_cache
from typing import Optional

import torch
from mmengine.logging import print_log


@lru_cache(maxsize=None)
def _cpu_computes_bfloat16() -> bool:
    """Whether convolutions and products in bfloat16 are worth it."""
    if not torch.backends.mkldnn.is_available():
        return True  # not known
    return torch.ops.mkldnn._is_mkldnn_bf16_supported()


@lru_cache(maxsize=None)
def _say_once() -> None:
    print_log('This CPU has no instructions for bfloat16, in which it would '
              'be many times slower than in float32: float32 is taken '
              'instead.', logger='current')


def usable_dtype(dtype: torch.dtype, device_type: str) -> torch.dtype:
    """float32 in place of bfloat16 on a CPU that has not learned the latter.

    Without AVX-512, PyTorch computes bfloat16 element by element.

    Args:
        dtype: what was asked for.
        device_type: 'cpu', 'cuda' and so on; only the first is looked at.
    """
    if (dtype is torch.bfloat16 and device_type == 'cpu'
            and not _cpu_computes_bfloat16()):
        _say_once()
        return torch.float32
    return dtype


def autocast(device_type: str, dtype: Optional[torch.dtype]
             ) -> torch.autocast:
    """PyTorch's, or one that does nothing.

    Args:
        device_type: of the tensors.
        dtype: to compute in, if :func:`usable_dtype`; None computes in that
            of the weights.
    """
    if dtype is not None:
        dtype = usable_dtype(dtype, device_type)
    return torch.autocast(device_type, dtype,
                          enabled=dtype not in (None, torch.float32))
