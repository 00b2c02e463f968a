"""Layouts of COCO's annotation files, things and stuff."""

import json
import os.path as osp
from typing import Any, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from ..prompts.prompt_file import read_prompts
from ..registry import TASK_UTILS
from ..utils import InputError
from .layout import LayoutReader, Scene


@TASK_UTILS.register_module()
class CocoLayouts(LayoutReader):
    """Boxes of one or more files over the same images.

    COCO-Stuff has two: ``instances_train2017.json`` with 80 things and
    ``stuff_train2017.json`` with 91 stuff classes. Crowds are left out.

    Args:
        data_root: folder of the dataset.
        ann_files: files relative to it.
        img_prefix: folder of the images, relative to it.
        captions: file of COCO captions, relative to it; None for none.
        left_out: categories that are not taken, such as COCO-Stuff's
            'other', which stands for all things in ``stuff_train2017.json``.
        image_list: file of the images that are taken, relative to
            ``data_root``: a name without its suffix per line, as VOC's lists
            have; None for all.
        kwargs: see :class:`LayoutReader`.

    Raises:
        InputError: a file cannot be read, or is no COCO file.
    """

    def __init__(self, data_root: str, ann_files: Sequence[str],
                 img_prefix: str = '', captions: Optional[str] = None,
                 left_out: Sequence[str] = (),
                 image_list: Optional[str] = None, **kwargs: Any) -> None:
        self.ann_files = [osp.join(data_root, name) for name in ann_files]
        self.img_prefix = img_prefix
        self.caption_file = captions and osp.join(data_root, captions)
        self.left_out = set(left_out)
        self.image_list = image_list and osp.join(data_root, image_list)
        super().__init__(data_root, **kwargs)

    def scenes(self) -> Iterator[Scene]:
        """Every image of the first file, with the boxes of all."""
        documents = [_read(path) for path in self.ann_files]
        objects: Dict[Any, List[Tuple[Sequence[float], str]]] = {}
        for document in documents:
            names = {each['id']: each['name']
                     for each in document['categories']}
            for item in document['annotations']:
                name = names[item['category_id']]
                if not item.get('iscrowd') and name not in self.left_out:
                    objects.setdefault(item['image_id'], []).append(
                        (item['bbox'], name))
        listed = _listed(self.image_list) if self.image_list else None
        captions: Dict[str, List[str]] = {}
        for line in read_prompts(self.caption_file) \
                if self.caption_file else ():
            captions.setdefault(line.image or '', []).append(line.text)
        for image in documents[0]['images']:
            if listed is not None and osp.splitext(
                    image['file_name'])[0] not in listed:
                continue
            found = objects.get(image['id'], [])
            yield Scene(
                osp.join(self.img_prefix, image['file_name']),
                image['width'], image['height'],
                [(x, y, x + w, y + h) for (x, y, w, h), _ in found],
                [name for _, name in found],
                tuple(captions.get(image['file_name'], ())))


def _listed(path: str) -> Set[str]:
    try:
        with open(path, encoding='utf-8') as file:
            return set(file.read().split())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f'the list of images {path} cannot be read '
                         f'({error}): mend image_list') from error


def _read(path: str) -> Dict[str, Any]:
    try:
        with open(path, encoding='utf-8') as file:
            document = json.load(file)
    except (OSError, ValueError) as error:
        raise InputError(f'the annotation file {path} cannot be read '
                         f'({error}): mend ann_files') from error
    for key in ('images', 'annotations', 'categories'):
        if not isinstance(document, dict) or key not in document:
            raise InputError(f'{path} is no COCO annotation file, it has no '
                             f'{key}: mend ann_files')
    return document
