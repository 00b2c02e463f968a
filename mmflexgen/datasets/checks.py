"""Looks at the files of a dataset before anything is trained on it.

mmengine and mmseg answer a missing folder, an empty split file or a wrong
suffix with an assertion without text, or with numpy's 'need at least one
array to concatenate' in the middle of a run. These functions say what is
missing, where, and how to mend it.
"""

import json
import os
import os.path as osp
from pathlib import Path
from typing import Any, Dict, List, Optional

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError
from mmflexgen.utils.signatures import init_parameters

_SUFFIXES = ('img_suffix', 'seg_map_suffix')
_HINT = 'set data_root to where the data is'


def read_split(ann_file: str) -> List[str]:
    """Names listed in a VOC split file, one per line.

    Args:
        ann_file: path of the text file.

    Returns:
        The names without blanks around them; blank lines are skipped.

    Raises:
        InputError: if the file is missing or lists nothing.
    """
    if not osp.isfile(ann_file):
        folder = osp.dirname(ann_file)
        found = sorted(os.listdir(folder)) if osp.isdir(folder) else []
        there = ', '.join(found[:8]) if found else 'nothing'
        raise InputError(
            f'the split file {ann_file} does not exist (its folder holds '
            f'{there}): set ann_file to one that does')
    with open(ann_file, encoding='utf-8') as file:
        names = [line.strip() for line in file if line.strip()]
    if not names:
        raise InputError(
            f'the split file {ann_file} lists no image: write one name '
            'without suffix per line')
    return names


def check_seg_folder(data_root: Optional[str],
                     ann_file: str,
                     img_dir: str,
                     seg_dir: Optional[str] = None,
                     img_suffix: str = '.jpg',
                     seg_map_suffix: str = '.png',
                     hint: str = _HINT) -> int:
    """Check that every sample of a split is on disk.

    Args:
        data_root: the dataset's folder; None if the other paths are whole.
        ann_file: path of the split file; '' takes the images of ``img_dir``
            and of the folders within.
        img_dir: folder of images.
        seg_dir: folder of label maps; None if there are none.
        img_suffix: suffix of images, with its dot.
        seg_map_suffix: suffix of label maps, with its dot.
        hint: how to mend a missing ``data_root``; ends the sentence.

    Returns:
        Number of samples in the split, at least 1.

    Raises:
        InputError: in one sentence, for the first thing that is missing.
    """
    _check_root(data_root, hint)
    for kind, folder in (('images', img_dir), ('label maps', seg_dir)):
        _check_folder(kind, folder)
    if ann_file:
        names = read_split(ann_file)
    else:
        names = [path.relative_to(img_dir).as_posix()[:-len(img_suffix)]
                 for path in sorted(Path(img_dir).rglob(f'*{img_suffix}'))]
        if not names:
            raise InputError(f'{img_dir} holds no *{img_suffix} image: set '
                             'img_suffix to the suffix of its images')
    _check_files(img_dir, names, img_suffix, 'image',
                 'img_suffix to the suffix they have')
    if seg_dir is not None:
        _check_files(seg_dir, names, seg_map_suffix, 'label map',
                     'seg_map_suffix to the suffix they have')
    return len(names)


def check_coco_file(data_root: Optional[str],
                    ann_file: str,
                    img_dir: str,
                    filter_empty_gt: bool = False,
                    hint: str = _HINT) -> int:
    """Check that every image of a COCO annotation file is on disk.

    Args:
        data_root: the dataset's folder; None if the other paths are whole.
        ann_file: path of the JSON file.
        img_dir: folder of images.
        filter_empty_gt: whether images without annotations are left out, as
            by the key of that name in mmdet's ``filter_cfg``.
        hint: how to mend a missing ``data_root``; ends the sentence.

    Returns:
        Number of images, at least 1.

    Raises:
        InputError: in one sentence, for the first thing that is missing.
    """
    _check_root(data_root, hint)
    _check_folder('images', img_dir)
    if not osp.isfile(ann_file):
        raise InputError(f'the annotation file {ann_file} does not exist: '
                         'set ann_file to one that does')
    with open(ann_file, encoding='utf-8') as file:
        content = json.load(file)
    names = {image['id']: image['file_name'] for image in content['images']}
    if filter_empty_gt:
        shown = {item['image_id'] for item in content['annotations']}
        names = {key: name for key, name in names.items() if key in shown}
    if not names:
        raise InputError(f'the annotation file {ann_file} has no image to '
                         'train on: set ann_file to another')
    # A file's name holds its suffix.
    _check_files(img_dir, list(names.values()), '', 'image',
                 'data_prefix to their folder')
    return len(names)


def _check_root(data_root: Optional[str], hint: str) -> None:
    if data_root and not osp.isdir(data_root):
        raise InputError(f'the data folder {data_root} does not exist: '
                         f'{hint}')


def _check_folder(kind: str, folder: Optional[str]) -> None:
    if folder is not None and not osp.isdir(folder):
        raise InputError(
            f'the folder of {kind} {folder} does not exist: set '
            'data_prefix to the folders of this dataset')


def _check_files(folder: str, names: List[str], suffix: str, kind: str,
                 remedy: str) -> None:
    # A name may hold sub-folders ('city/frame'), so no listdir here.
    missing = [name for name in names
               if not osp.exists(osp.join(folder, name + suffix))]
    if missing:
        raise InputError(
            f'{len(missing)} of {len(names)} listed samples have no {kind}, '
            f'the first is {osp.join(folder, missing[0] + suffix)}: restore '
            f'the files or set {remedy}')


def check_dataset_cfg(cfg: dict, hint: str = _HINT) -> int:
    """Look at the files of a dataset config of any mmseg or COCO class.

    Args:
        cfg: dict of a dataset; wrappers (``dataset=``, ``datasets=``) are
            followed inwards.
        hint: how to mend a missing folder; ends the sentence.

    Returns:
        Number of samples, summed over the wrapped datasets; 0 for datasets
        without ``data_prefix`` (they check themselves).

    Raises:
        InputError: see :func:`check_seg_folder`, :func:`check_coco_file`.
    """
    if 'datasets' in cfg:
        return sum(check_dataset_cfg(item, hint) for item in cfg['datasets'])
    if 'dataset' in cfg:
        return check_dataset_cfg(cfg['dataset'], hint)
    root = cfg.get('data_root') or ''
    ann_file = cfg.get('ann_file') or ''
    ann_file = osp.join(root, ann_file) if ann_file else ''
    folders = {key: osp.join(root, folder) for key, folder
               in (cfg.get('data_prefix') or {}).items()
               if folder is not None}
    if 'img' in folders:
        filters = cfg.get('filter_cfg') or {}
        count = check_coco_file(
            root, ann_file, folders['img'],
            filters.get('filter_empty_gt', False), hint)
    elif 'img_path' in folders:
        count = _check_maps(cfg, root, ann_file, folders, hint)
    else:
        return 0
    indices = cfg.get('indices')
    if indices is None:
        return count
    return min(count, abs(indices)) if isinstance(
        indices, int) else len(indices)


def _check_maps(cfg: dict, root: str, ann_file: str,
                folders: Dict[str, str], hint: str) -> int:
    suffixes = dict(_default_suffixes(cfg.get('type')), **{
        key: cfg[key] for key in _SUFFIXES if key in cfg})
    # Label maps, depth maps: whatever the dataset reads beside images.
    maps = [folder for key, folder in folders.items() if key != 'img_path']
    return [check_seg_folder(
        root, ann_file, folders['img_path'], seg_dir=folder, hint=hint,
        **suffixes) for folder in maps or [None]][0]


def _default_suffixes(kind: Any) -> Dict[str, str]:
    """Those that a dataset class has where a config does not name them."""
    if isinstance(kind, str):
        # Without a scope it is one of mmseg's, or known to the root.
        kind = DATASETS.get(kind) or DATASETS.get(f'mmseg.{kind}')
    if kind is None:
        return {}
    parameters = init_parameters(kind)
    return {key: parameters[key].default for key in _SUFFIXES
            if key in parameters}
