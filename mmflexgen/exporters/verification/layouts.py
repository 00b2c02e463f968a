"""Finds out which formats a folder holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

from ...utils import InputError, check_choice
from .coco_document import load_document
from .depth import verify_depth
from .instances import verify_instances
from .keypoints import verify_keypoints
from .panoptic import verify_panoptic
from .result import Verification
from .saliency import verify_saliency
from .semantic import verify_semantic

_IMAGES = ('.jpg', '.png', '.jpeg')


@dataclass(frozen=True)
class FoundDataset:
    """One split of one format in a folder.

    Attributes:
        format: a key of :data:`FORMATS`.
        split: its name in the layout.
        stock: config of the stock consumer.
        paths: settings of the consumer that the layout demands.
        check: root and consumer's config to what the consumer found.
    """

    format: str
    split: str
    stock: Dict[str, Any]
    paths: Dict[str, Any]
    check: Callable[[str, Dict[str, Any]], Verification]

    def verify(self, root: str,
               consumer: Optional[str] = None) -> Verification:
        """Reads the split back.

        Args:
            root: the folder.
            consumer: a dataset class in place of the stock one.
        """
        chosen = self.stock if consumer is None else dict(type=consumer)
        return self.check(root, dict(chosen, **self.paths))


def find_datasets(root: str,
                  formats: Optional[Sequence[str]] = None,
                  split: Optional[str] = None) -> List[FoundDataset]:
    """The datasets of a folder, told by their layout.

    Args:
        root: dataset folder.
        formats: keys of :data:`FORMATS` to look for; all by default.
        split: the only split that is wanted.

    Raises:
        InputError: no folder, or nothing in it that is known.
    """
    folder = Path(root)
    if not folder.is_dir():
        raise InputError(f'{root} is not a folder; give the folder of a '
                         'dataset')
    for name in formats or ():
        check_choice('format of a dataset', name, FORMATS)
    found = [item for name in (formats or FORMATS)
             for item in FORMATS[name](folder)]
    chosen = [item for item in found if split in (None, item.split)]
    if found and not chosen:
        splits = ', '.join(sorted({item.split for item in found}))
        raise InputError(f'{root} has no split {split!r}; it has {splits}')
    if not chosen:
        raise InputError(
            f'{root} has the layout of none of '
            f'{", ".join(formats or FORMATS)}; see docs/en/data_formats.md')
    return chosen


def _semantic(name: str, split: str, stock: str, image: str, labels: str,
              **settings: Any) -> FoundDataset:
    return FoundDataset(name, split, dict(type=stock), dict(
        data_prefix=dict(img_path=image, seg_map_path=labels), **settings),
        verify_semantic)


def _voc(root: Path) -> Iterator[FoundDataset]:
    for file in sorted((root / 'ImageSets/Segmentation').glob('*.txt')):
        yield _semantic('voc', file.stem, 'mmseg.PascalVOCDataset',
                        'JPEGImages', 'SegmentationClass',
                        ann_file=str(file.relative_to(root)),
                        **_suffix(root / 'JPEGImages'))


def _ade20k(root: Path) -> Iterator[FoundDataset]:
    for split in ('training', 'validation'):
        image, labels = f'images/{split}', f'annotations/{split}'
        if (root / image).is_dir() and (root / labels).is_dir():
            yield _semantic('ade20k', split, 'mmseg.ADE20KDataset',
                            image, labels, reduce_zero_label=True,
                            **_suffix(root / image))


def _cityscapes(root: Path) -> Iterator[FoundDataset]:
    for folder in sorted(root.glob('leftImg8bit/*')):
        labels = f'gtFine/{folder.name}'
        if (root / labels).is_dir():
            yield _semantic('cityscapes', folder.name,
                            'mmseg.CityscapesDataset',
                            f'leftImg8bit/{folder.name}', labels,
                            img_suffix='_leftImg8bit.png',
                            seg_map_suffix='_gtFine_labelTrainIds.png')


def _coco(root: Path) -> Iterator[FoundDataset]:
    for split, file, document in _coco_files(root, 'instances'):
        yield FoundDataset('coco', split, dict(
            type='mmdet.CocoDataset',
            metainfo=dict(classes=_names(document))), dict(
                ann_file=file, data_prefix=dict(
                    img=_image_folder(root, split, document))),
            verify_instances)


def _coco_panoptic(root: Path) -> Iterator[FoundDataset]:
    for split, file, document in _coco_files(root, 'panoptic'):
        metainfo = dict(
            classes=_names(document),
            thing_classes=_names(document, 1),
            stuff_classes=_names(document, 0))
        yield FoundDataset('coco_panoptic', split, dict(
            type='mmdet.CocoPanopticDataset', metainfo=metainfo), dict(
                ann_file=file, data_prefix=dict(
                    img=_image_folder(root, split, document),
                    seg=file.removesuffix('.json'))), verify_panoptic)


def _coco_keypoints(root: Path) -> Iterator[FoundDataset]:

    def check(folder: str, consumer: Dict[str, Any]) -> Verification:
        return verify_keypoints(Path(folder) / consumer['ann_file'])

    for split, file, _ in _coco_files(root, 'person_keypoints'):
        yield FoundDataset('coco_keypoints', split, {}, dict(ann_file=file),
                           check)


def _nyu(root: Path) -> Iterator[FoundDataset]:
    for split in ('train', 'test'):
        image, depth = f'images/{split}', f'annotations/{split}'
        if (root / image).is_dir() and (root / depth).is_dir():
            yield FoundDataset('nyu', split, dict(type='mmseg.NYUDataset'),
                               dict(data_prefix=dict(
                                   img_path=image, depth_map_path=depth),
                                   **_suffix(root / image)), verify_depth)


def _saliency(root: Path) -> Iterator[FoundDataset]:
    masks = root / 'masks'
    splits = sorted(path.name for path in masks.glob('*') if path.is_dir())
    # Without folders of splits, the images lie in the two folders.
    for split in splits or (['.'] if masks.is_dir() else []):
        image = root / 'images' / split
        if image.is_dir():
            yield FoundDataset(
                'saliency', split, dict(type='mmflexgen.SaliencyDataset'),
                dict(data_prefix=dict(
                    img_path=str(image.relative_to(root)),
                    seg_map_path=str((masks / split).relative_to(root))),
                    **_suffix(image)), verify_saliency)


FORMATS: Dict[str, Callable[[Path], Iterator[FoundDataset]]] = dict(
    voc=_voc, ade20k=_ade20k, cityscapes=_cityscapes, coco=_coco,
    coco_keypoints=_coco_keypoints, coco_panoptic=_coco_panoptic, nyu=_nyu,
    saliency=_saliency)


def _suffix(folder: Path) -> Dict[str, str]:
    """The suffix of a folder's images, unless it is every class's default."""
    for path in folder.rglob('*'):
        if path.suffix in _IMAGES:
            return dict(img_suffix=path.suffix)
    return {}


def _coco_files(root: Path, kind: str) -> Iterator[tuple]:
    """Split, path and contents of the annotation files of a kind."""
    for path in sorted(root.glob(f'annotations/{kind}_*.json')):
        yield (path.stem.removeprefix(f'{kind}_'),
               str(path.relative_to(root)), load_document(path, ()))


def _image_folder(root: Path, split: str, document: Dict[str, Any]) -> str:
    """Where the first image of a COCO file lies; the split if nowhere."""
    for image in document['images'][:1]:
        for folder in (split, f'images/{split}', 'images', 'JPEGImages', '.'):
            if (root / folder / image['file_name']).is_file():
                return folder
    return split


def _names(document: Dict[str, Any],
           isthing: Optional[int] = None) -> Sequence[str]:
    return tuple(item['name'] for item in document['categories']
                 if isthing in (None, item.get('isthing')))
