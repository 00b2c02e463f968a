"""What cached features depend on."""

import hashlib
import json
import os
import os.path as osp
from typing import Any, Dict

from mmflexgen.synthesis.run_record import canonical
from mmflexgen.utils import InputError
from mmflexgen.utils.hash_path import hash_path

# Where a dataset lies; which samples it has is found by looking.
_LOCATIONS = ('data_root', 'data_prefix', 'ann_file')


def model_settings(column_settings: Dict[str, Any]) -> Dict[str, Any]:
    """The model's share, as plain values; weights by their hash.

    Args:
        column_settings: of the generator. ``base_model`` is the config of
            :class:`LatentDiffusion`, of which sampling settings do not
            count.
    """
    base = column_settings['base_model']
    folder = base['pretrained']
    # Other files may lie in the folder, such as the whole as one checkpoint.
    weights = {part: hash_path(osp.join(folder, part))
               for part in sorted(os.listdir(folder))
               if part.startswith(('vae', 'unet', 'text_encoder', 'tokenizer',
                                   'scheduler'))}
    return canonical(dict(
        column_settings, base_model=dict(
            weights=weights, dtype=base.get('dtype', 'float32'),
            scheduler=base.get('scheduler'))))


def view_settings(dataset: Any, config: Dict[str, Any],
                  seed: int) -> Dict[str, Any]:
    """The data's share, as plain values.

    How many views there are does not count: more of them can be added.

    Args:
        dataset: with mmengine's ``get_data_info``.
        config: it was built from.
        seed: of the views.

    Raises:
        InputError: the dataset does not tell what its samples are.
    """
    if not hasattr(dataset, 'get_data_info'):
        raise InputError(
            f'{type(dataset).__name__} has no get_data_info, by which the '
            'feature cache would know its samples: give a dataset of '
            'mmengine, mmseg or mmdet.')
    digest = hashlib.sha256()
    for index in range(len(dataset)):
        digest.update(json.dumps(
            _stamp(dataset.get_data_info(index)), sort_keys=True,
            default=str).encode())
    return dict(config=canonical(_without_locations(config)), seed=seed,
                samples=digest.hexdigest())


def _without_locations(config: Any) -> Any:
    if isinstance(config, dict):
        return {key: _without_locations(value)
                for key, value in config.items() if key not in _LOCATIONS}
    if isinstance(config, (list, tuple)):
        return [_without_locations(value) for value in config]
    return config


def _stamp(value: Any) -> Any:
    """A sample's description, with name and size for files."""
    if isinstance(value, dict):
        return {str(key): _stamp(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_stamp(item) for item in value]
    if isinstance(value, str) and osp.isfile(value):
        return [osp.basename(value), osp.getsize(value)]
    return value
