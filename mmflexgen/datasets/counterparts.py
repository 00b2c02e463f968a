"""Which synthetic samples were made from which real one."""

import json
import os
import os.path as osp
from typing import Dict, List, Optional, Sequence

import numpy as np
from mmengine.dataset import BaseDataset, ConcatDataset

from mmflexgen.utils import InputError


class Counterparts:
    """The synthetic samples of each real sample.

    Who belongs to whom is told by paths of images, each relative to the
    ``data_root`` of its dataset:

    - by default by the manifest of the synthetic dataset: of a line, the
      image among ``files`` is the synthetic one, ``real_image`` the real one;
    - or by a JSON file ``{synthetic image: real image}``, for a folder that
      has no manifest.

    Images that one of the two datasets does not list, such as filtered ones,
    are left out.

    Args:
        real: the real dataset.
        synthetic: the synthetic dataset, or several as ``ConcatDataset``.
        mapping: the JSON file, relative to each synthetic ``data_root``;
            None reads the manifest.

    Raises:
        InputError: the mapping of a synthetic dataset is missing or damaged,
            or names no pair that the datasets list.
    """

    def __init__(self,
                 real: BaseDataset,
                 synthetic: BaseDataset,
                 mapping: Optional[str] = None) -> None:
        # A split may list an image more than once.
        names = image_names(real, 'real')
        image_of: Dict[str, int] = {}
        self._image = np.array([image_of.setdefault(name, len(image_of))
                                for name in names])
        owner = np.concatenate([
            _owners(part, mapping, image_of) for part in parts_of(synthetic)])
        # Flat arrays are shared with forked workers; lists would be copied
        # as soon as their reference counts are touched.
        self._synthetic = np.argsort(owner, kind='stable')
        self._start = np.searchsorted(
            owner[self._synthetic], np.arange(len(image_of) + 1))

    def of(self, index: int) -> np.ndarray:
        """Indices of the synthetic samples of a real one, ascending."""
        image = self._image[index]
        return self._synthetic[self._start[image]:self._start[image + 1]]

    @property
    def counts(self) -> np.ndarray:
        """(N, ) number of synthetic samples of each real one."""
        return np.diff(self._start)[self._image]


def parts_of(dataset: BaseDataset) -> Sequence[BaseDataset]:
    """The datasets of a ``ConcatDataset``, or the dataset alone."""
    return (dataset.datasets if isinstance(dataset, ConcatDataset)
            else [dataset])


def _owners(synthetic: BaseDataset, mapping: Optional[str],
            image_of: Dict[str, int]) -> np.ndarray:
    """Number of the real image of each synthetic one; -1 where there is none.
    """
    root = _data_root(synthetic, 'synthetic')
    if mapping is None:
        source = f'the manifest of {root or "the synthetic dataset"}'
        real_of = _read_manifest(root)
    else:
        source = osp.join(root, mapping)
        real_of = _read_mapping(source)
    owner = np.array([image_of.get(real_of.get(name), -1) for name in
                      image_names(synthetic, 'synthetic')], np.int64)
    if not (owner >= 0).any():
        raise InputError(_explain_no_pair(source, real_of,
                                          next(iter(image_of))))
    return owner


def image_names(dataset: BaseDataset, kind: str) -> List[str]:
    """Paths of a dataset's images, relative to its ``data_root``.

    Args:
        dataset: any dataset of mmseg or mmdet, no wrapper.
        kind: what to call it in an error.

    Raises:
        InputError: the dataset is a wrapper or lists no images.
    """
    root = _data_root(dataset, kind)
    infos = map(dataset.get_data_info, range(len(dataset)))
    try:
        paths = [info['img_path'] for info in infos]
    except KeyError as error:
        raise InputError(
            f'samples of the {kind} dataset ({type(dataset).__name__}) have '
            "no img_path to tell counterparts by: set replace_by='any'"
        ) from error
    return [osp.relpath(path, root or os.curdir) for path in paths]


def _data_root(dataset: BaseDataset, kind: str) -> str:
    try:
        return dataset.data_root or ''
    except AttributeError as error:
        raise InputError(
            f'the {kind} dataset is a {type(dataset).__name__}, which has no '
            "data_root to tell counterparts by: set replace_by='any', or mix "
            'its parts one by one') from error


def _read_manifest(root: str) -> Dict[str, str]:
    # The engine is needed for this alone.
    from mmflexgen.synthesis.manifest import iter_manifest
    # One image per format that the sample was written in.
    return {osp.normpath(file): osp.normpath(line['real_image'])
            for line in iter_manifest(root) if line.get('real_image')
            for key, file in line['files'].items()
            if key.endswith('/image')}


def _read_mapping(path: str) -> Dict[str, str]:
    try:
        with open(path, encoding='utf-8') as file:
            content = json.load(file)
    except FileNotFoundError as error:
        raise InputError(f'the list of counterparts {path} does not exist: '
                         'set counterparts to one that does') from error
    except ValueError as error:
        raise InputError(f'the list of counterparts {path} is no JSON '
                         f'({error}): write it again') from error
    if not isinstance(content, dict) or not all(
            isinstance(name, str) for name in content.values()):
        raise InputError(f'the list of counterparts {path} is not an object '
                         'of names: write {"synthetic image": "real image"}')
    return {osp.normpath(key): osp.normpath(value)
            for key, value in content.items()}


def _explain_no_pair(source: str, real_of: Dict[str, str],
                     first: str) -> str:
    mend = ("set replace_by='any', or give counterparts, a JSON file "
            '{"synthetic image": "real image"}')
    if not real_of:
        return (f'{source} names no real image (real_image of its lines), so '
                f'no sample has a counterpart: {mend}')
    name, real = next(iter(real_of.items()))
    return (f'{source} names {len(real_of)} pairs, such as {name} made from '
            f'{real}, but the datasets list none of them (the first real '
            f'image is {first}): {mend}')
