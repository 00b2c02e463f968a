"""Whose labels a transform changes."""

from typing import Any, Dict, List, Union

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError


def class_names(metainfo: Union[str, Dict[str, Any]],
                asker: str) -> List[str]:
    """Class names of a dataset, in the order of its labels.

    Args:
        metainfo: ``dict(classes=...)``, or the name of a dataset class to
            take it from, such as 'mmseg.PascalVOCDataset'.
        asker: the transform that asks, for the message.

    Raises:
        InputError: there is no such dataset.
    """
    if isinstance(metainfo, str):
        dataset = DATASETS.get(metainfo)
        if dataset is None:
            raise InputError(
                f"metainfo of {asker} is '{metainfo}', which is no "
                'registered dataset: name one with its scope, such as '
                "'mmseg.PascalVOCDataset'")
        metainfo = dataset.METAINFO
    return list(metainfo['classes'])
