"""COCO's layout for panoptic segmentation."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional, Sequence

from ..registry import TASK_UTILS
from ..structures import SynthSample
from ..utils import InputError
from . import coco_file
from .base import BaseExporter
from .images import (check_suffix, decode_image, decode_map, encode_image,
                     encode_map)
from .panoptic_sample import decode_panoptic, encode_panoptic
from .verification import Verification, check_classes
from .verification.panoptic import verify_panoptic

SPLIT = 'train'
FOLDER = f'annotations/panoptic_{SPLIT}'


@TASK_UTILS.register_module()
class COCOPanopticExporter(BaseExporter):
    """Writes train, annotations/panoptic_train and panoptic_train.json.

    Each sample keeps its list of segments in annotations/segments_train/.
    The images lie where :class:`COCOInstanceExporter` has them.

    Args:
        metainfo: ``thing_classes`` and ``stuff_classes`` of the generator.
        consumer: config of the mmdet dataset class that will train on the
            result, without its paths; its classes are the generator's
            unless it says otherwise.
        img_suffix: '.jpg' or '.png'.
        category_ids: COCO's id per thing class and then per stuff class;
            from 1 by default.

    Raises:
        InputError: a setting that cannot be.
    """

    kinds = ('image', 'panoptic')
    folders = (SPLIT, FOLDER, f'annotations/segments_{SPLIT}')

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg',
                 category_ids: Optional[Sequence[int]] = None) -> None:
        super().__init__(metainfo)
        things = tuple(metainfo['thing_classes'])
        stuff = tuple(metainfo['stuff_classes'])
        self.classes = things + stuff
        self.consumer = {
            'metainfo': dict(classes=self.classes, thing_classes=things,
                             stuff_classes=stuff),
            **(consumer or dict(type='mmdet.CocoPanopticDataset'))
        }
        self.img_suffix = check_suffix(img_suffix)
        ids = list(category_ids or range(1, len(self.classes) + 1))
        if len(set(ids)) != len(self.classes):
            raise InputError(
                f'category_ids of the exporter holds {len(set(ids))} '
                f'different ids for {len(self.classes)} thing and stuff '
                'classes; give one per class')
        self.category_ids = ids

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image, picture of the segments, and their list."""
        name = self.name(sample_id)
        return dict(image=f'{SPLIT}/{name}{self.img_suffix}',
                    panoptic=f'{FOLDER}/{name}.png',
                    segments=f'annotations/segments_{SPLIT}/{name}.json')

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and segments."""
        picture, segments = encode_panoptic(sample, len(self.classes))
        return dict(image=encode_image(sample.image, self.img_suffix),
                    panoptic=encode_map(picture), segments=segments)

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image, ``panoptic`` and ``segments``."""
        return dict(image=decode_image(contents['image']),
                    **decode_panoptic(decode_map(contents['panoptic']),
                                      contents['segments']))

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """The annotation file."""

        def samples():
            return coco_file.read_documents(root, manifest(), self.files,
                                            'image', 'segments')

        things = len(self.metainfo['thing_classes'])
        categories = [
            dict(id=category_id, name=name, isthing=int(label < things),
                 supercategory='thing' if label < things else 'stuff')
            for label, (category_id, name) in enumerate(
                zip(self.category_ids, self.classes))
        ]
        return {f'{FOLDER}.json': coco_file.stream_file(
            categories, samples, self._annotation)}

    def _annotation(self, image_id: int,
                    document: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        yield dict(
            image_id=image_id, file_name=f'{self.name(image_id)}.png',
            segments_info=[
                dict(id=segment['id'], iscrowd=0, area=segment['area'],
                     bbox=segment['bbox'],
                     category_id=self.category_ids[segment['label']])
                for segment in document['segments']])

    def check_consumer(self) -> None:
        """See :func:`check_classes`."""
        check_classes(self.consumer, self.classes, 'mmdet')

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_panoptic(root, dict(
            self.consumer, ann_file=f'{FOLDER}.json',
            data_prefix=dict(img=SPLIT, seg=FOLDER)))
