"""Looks at a segmentation folder before anything is trained on it.

mmengine and mmseg answer a missing folder, an empty split file or a wrong
suffix with an assertion without text, or with numpy's 'need at least one
array to concatenate' in the middle of a run. These functions say what is
missing, where, and how to mend it.
"""

import os
import os.path as osp
from typing import List, Optional

from mmengine.utils import scandir

from mmflexgen.utils import InputError


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
                     hint: str = 'set data_root to where the data is'
                     ) -> int:
    """Check that every sample of a split is on disk.

    Args:
        data_root: the dataset's folder; None if the other paths are whole.
        ann_file: path of the split file; '' takes the images of ``img_dir``.
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
    if data_root and not osp.isdir(data_root):
        raise InputError(f'the data folder {data_root} does not exist: '
                         f'{hint}')
    for kind, folder in (('images', img_dir), ('label maps', seg_dir)):
        if folder is not None and not osp.isdir(folder):
            raise InputError(
                f'the folder of {kind} {folder} does not exist: set '
                'data_prefix to the folders of this dataset')
    if ann_file:
        names = read_split(ann_file)
    else:
        # Cityscapes has a folder for each city.
        names = [name[:-len(img_suffix)] for name in scandir(
            img_dir, img_suffix, recursive=True)]
        if not names:
            raise InputError(f'{img_dir} holds no *{img_suffix} image: set '
                             'img_suffix to the suffix of its images')
    _check_files(img_dir, names, img_suffix, 'image', 'img_suffix')
    if seg_dir is not None:
        _check_files(seg_dir, names, seg_map_suffix, 'label map',
                     'seg_map_suffix')
    return len(names)


def _check_files(folder: str, names: List[str], suffix: str, kind: str,
                 option: str) -> None:
    # A name may hold sub-folders ('city/frame'), so no listdir here.
    missing = [name for name in names
               if not osp.exists(osp.join(folder, name + suffix))]
    if missing:
        raise InputError(
            f'{len(missing)} of {len(names)} listed samples have no {kind}, '
            f'the first is {osp.join(folder, missing[0] + suffix)}: restore '
            f'the files or set {option} to the suffix they have')


def check_dataset_cfg(cfg: dict, hint: Optional[str] = None) -> int:
    """:func:`check_seg_folder` for a dataset config of any mmseg class.

    Args:
        cfg: dict of a dataset; wrappers (``dataset=``, ``datasets=``) are
            followed inwards.
        hint: how to mend a missing folder; ends the sentence.

    Returns:
        Number of samples, summed over the wrapped datasets, at most the
        first ``indices`` of each; 0 for datasets without ``data_prefix``
        (they check themselves).
    """
    if 'datasets' in cfg:
        return sum(check_dataset_cfg(item, hint) for item in cfg['datasets'])
    if 'dataset' in cfg:
        return check_dataset_cfg(cfg['dataset'], hint)
    prefix = cfg.get('data_prefix', {})
    if 'img_path' not in prefix:
        return 0
    root = cfg.get('data_root') or ''
    seg = prefix.get('seg_map_path')
    # ShapesWorldDataset is the only class here whose images are not .jpg by
    # default.
    png = str(cfg.get('type', '')).endswith('ShapesWorldDataset')
    ann_file = cfg.get('ann_file') or ''
    count = check_seg_folder(
        data_root=root,
        ann_file=osp.join(root, ann_file) if ann_file else '',
        img_dir=osp.join(root, prefix['img_path']),
        seg_dir=osp.join(root, seg) if seg is not None else None,
        img_suffix=cfg.get('img_suffix', '.png' if png else '.jpg'),
        seg_map_suffix=cfg.get('seg_map_suffix', '.png'),
        **({} if hint is None else dict(hint=hint)))
    return min(count, cfg.get('indices') or count)
