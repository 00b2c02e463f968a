"""One view of a labelled image: its column and its labels in one file."""

import json
from pathlib import Path
from typing import Any, Tuple

import torch
from mmengine.structures import BaseDataElement
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from mmflexgen.structures import Hypercolumn, LabelledColumn
from mmflexgen.utils import InputError
from .sample_codec import decode_sample, encode_sample

DTYPES = dict(float32=torch.float32, float16=torch.float16,
              bfloat16=torch.bfloat16)


def write_view(column: LabelledColumn, sample: BaseDataElement,
               dtype: str) -> bytes:
    """The contents of a file, in safetensors format.

    Attention is stored per token: the maps are small beside the features,
    and maps per class can be taken from them.

    Args:
        column: of one image.
        sample: its data sample with the ground truth.
        dtype: of features and attention, see ``DTYPES``.

    Raises:
        InputError: a feature is beyond the range of ``dtype``, or the
            sample holds what cannot be stored.
    """
    def store(maps: Tensor) -> Tensor:
        stored = maps[0].cpu().to(DTYPES[dtype]).contiguous()
        if not stored.isfinite().all():
            raise InputError(
                f"The features of '{sample.get('img_path')}' reach "
                f'{maps.abs().max().item():.3g}, which {dtype} cannot hold: '
                "set the cached dataset's dtype to 'bfloat16' or 'float32'.")
        return stored

    tensors = {}
    scales = zip(column.column.features, column.column.attn)
    for scale, (feature, attn) in enumerate(scales):
        tensors[f'features.{scale}'] = store(feature)
        if attn is not None:
            tensors[f'attn.{scale}'] = store(attn)
    header = dict(
        prompt=column.prompts[0], named=column.named[0], size=column.size,
        scales=len(column.column.features),
        sample=encode_sample(sample, tensors))
    return save(tensors, metadata=dict(view=json.dumps(header)))


def read_view(path: Path, source: str
              ) -> Tuple[LabelledColumn, BaseDataElement]:
    """Column and data sample of a file.

    The tensors are mapped, not read: they cost memory when they are used.

    Args:
        path: file of :func:`write_view`.
        source: folder of the cache.

    Raises:
        InputError: the file is missing or damaged.
    """
    try:
        with safe_open(path, framework='pt') as file:
            header = json.loads(file.metadata()['view'])
            tensors = {name: file.get_tensor(name) for name in file.keys()}
    except (OSError, SafetensorError, TypeError, KeyError,
            ValueError) as error:
        raise InputError(
            f'{path} is missing or damaged ({error}): delete it and run '
            'python tools/cache_features.py CONFIG again') from error

    def maps(name: str) -> Any:
        return tensors[name][None] if name in tensors else None

    scales = range(header['scales'])
    column = Hypercolumn(features=[maps(f'features.{s}') for s in scales],
                         attn=[maps(f'attn.{s}') for s in scales])
    named = [(label, tuple(tokens)) for label, tokens in header['named']]
    return LabelledColumn(
        column, [named], [header['prompt']], tuple(header['size']), source
    ), decode_sample(header['sample'], tensors)
