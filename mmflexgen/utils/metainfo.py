"""Classes, as a config names them."""

from typing import Any, Dict, Union

from ..registry import DATASETS
from .errors import InputError

# What datasets call pixels of no class of their own.
BACKGROUND = 'background'


def resolve_metainfo(metainfo: Union[str, Dict[str, Any]]) -> Dict[str, Any]:
    """Metainfo, given as such or as the name of the dataset class that has
    it, such as 'mmseg.PascalVOCDataset'.

    Raises:
        InputError: no dataset has this name.
    """
    if not isinstance(metainfo, str):
        return metainfo
    dataset = DATASETS.get(metainfo)
    if dataset is None:
        raise InputError(
            f"'{metainfo}' is no registered dataset to take classes from: "
            "name one with its scope, such as 'mmseg.PascalVOCDataset', or "
            'give the classes themselves.')
    return dataset.METAINFO
