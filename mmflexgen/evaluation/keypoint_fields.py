"""What pose metrics read from data samples, checked."""

from typing import Any, Dict, Optional

import numpy as np

from mmflexgen.utils import InputError


def read_field(sample: Dict[str, Any], group: str, key: str,
               last: Optional[int] = None) -> np.ndarray:
    """A field as float64.

    Args:
        sample: the data sample as a dict, as mmengine hands it to metrics.
        group: ``gt_instances`` or ``pred_instances``.
        key: its field, a tensor or array on any device.
        last: length that the last axis must have; None allows any.

    Raises:
        InputError: there is no such field, or its last axis is another.
    """
    fields = sample.get(group, {})
    if key not in fields:
        raise InputError(
            f'pose metrics read {group}.{key} of every data sample, but '
            f'{group} holds {", ".join(sorted(fields)) or "nothing"}: have '
            'the model or the pipeline set it')
    value = fields[key]
    if hasattr(value, 'cpu'):
        value = value.cpu()
    value = np.asarray(value, np.float64)
    if last is not None and value.shape[-1:] != (last, ):
        raise InputError(f'{group}.{key} has the shape {value.shape}: its '
                         f'last axis must be {last} long')
    return value
