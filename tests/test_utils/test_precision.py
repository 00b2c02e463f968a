"""bfloat16, and what stands in for it."""

import pytest
import torch

from mmflexgen.utils import precision
from mmflexgen.utils.precision import autocast, usable_dtype


@pytest.fixture(params=[True, False])
def computed(request, monkeypatch):
    """Whether this CPU computes in bfloat16."""
    monkeypatch.setattr(precision, '_cpu_computes_bfloat16',
                        lambda: request.param)
    return request.param


def test_where_a_dtype_is_usable(computed):
    expected = torch.bfloat16 if computed else torch.float32
    assert usable_dtype(torch.bfloat16, 'cpu') is expected
    assert usable_dtype(torch.bfloat16, 'cuda') is torch.bfloat16
    assert usable_dtype(torch.float16, 'cpu') is torch.float16
    one = torch.randn(3, 3)
    with autocast('cpu', torch.bfloat16):
        assert (one @ one).dtype is expected
    with autocast('cpu', None):
        assert (one @ one).dtype is torch.float32


def test_it_is_said_once(monkeypatch):
    monkeypatch.setattr(precision, '_cpu_computes_bfloat16', lambda: False)
    precision._say_once.cache_clear()
    said = []
    monkeypatch.setattr(precision, 'print_log',
                        lambda text, **kwargs: said.append(text))
    for _ in range(3):
        usable_dtype(torch.bfloat16, 'cpu')
    assert len(said) == 1 and 'float32 is taken instead' in said[0]
    precision._say_once.cache_clear()
