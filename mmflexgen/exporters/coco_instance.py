"""COCO's layout for detection, instance segmentation and keypoints."""

from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional, Sequence

from ..registry import TASK_UTILS
from ..structures import SynthSample
from ..utils import InputError, check_choice
from . import coco_file
from .base import BaseExporter
from .coco_sample import decode_instances, encode_instances
from .images import check_suffix, decode_image, encode_image
from .verification import Verification, check_classes
from .verification.instances import verify_instances
from .verification.keypoints import verify_keypoints

SPLIT = 'train'


@TASK_UTILS.register_module()
class COCOInstanceExporter(BaseExporter):
    """Writes train and annotations/instances_train.json.

    Each sample keeps its objects without loss in
    annotations/instances_train/. Objects without masks become boxes alone.

    Args:
        metainfo: ``thing_classes`` of the generator; for keypoints also
            ``keypoints``, the names of the joints, and ``skeleton``, pairs
            of joint numbers from 1.
        consumer: config of the mmdet dataset class that will train on the
            result, without its paths; its classes are the generator's
            unless it says otherwise.
        img_suffix: '.jpg' or '.png'.
        masks: 'polygon', or 'rle', which mmdet drops without a word where a
            pipeline has ``poly2mask=False``.
        category_ids: COCO's id per thing class; from 1 by default.
        keypoint_class: thing class whose keypoints are written to
            annotations/person_keypoints_train.json; None for none.

    Raises:
        InputError: a setting that cannot be.
    """

    kinds = ('image', 'instances')
    lists = True
    folders = (SPLIT, f'annotations/instances_{SPLIT}')

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg', masks: str = 'polygon',
                 category_ids: Optional[Sequence[int]] = None,
                 keypoint_class: Optional[str] = None) -> None:
        super().__init__(metainfo)
        self.classes = tuple(metainfo['thing_classes'])
        self.consumer = {
            'metainfo': dict(classes=self.classes),
            **(consumer or dict(type='mmdet.CocoDataset'))
        }
        self.img_suffix = check_suffix(img_suffix)
        check_choice('masks of the exporter', masks, ('polygon', 'rle'))
        self.polygons = masks == 'polygon'
        self.category_ids = list(category_ids or
                                 range(1, len(self.classes) + 1))
        if len(set(self.category_ids)) != len(self.classes):
            raise InputError(
                f'category_ids of the exporter holds '
                f'{len(set(self.category_ids))} different ids for '
                f'{len(self.classes)} thing classes; give one per class')
        self.keypoint_class = keypoint_class
        if keypoint_class is not None:
            self._check_keypoints()

    def _check_keypoints(self) -> None:
        if self.keypoint_class not in self.classes:
            raise InputError(
                f'keypoint_class of the exporter is {self.keypoint_class!r}, '
                f'none of the thing classes {", ".join(self.classes)}')
        if 'keypoints' not in self.metainfo:
            raise InputError("the generator's metainfo does not name its "
                             "'keypoints'; leave keypoint_class out")

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and objects."""
        name = self.name(sample_id)
        return dict(
            image=f'{SPLIT}/{name}{self.img_suffix}',
            instances=f'annotations/instances_{SPLIT}/{name}.json')

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and objects.

        Raises:
            InputError: an object has an empty mask, or keypoints are wanted
                and it has others than the metainfo names.
        """
        if self.keypoint_class is not None:
            self._check_points(sample)
        return dict(image=encode_image(sample.image, self.img_suffix),
                    instances=encode_instances(sample, self.polygons))

    def _check_points(self, sample: SynthSample) -> None:
        points = sample.instances.get('keypoints')
        shape = (len(sample.instances), len(self.metainfo['keypoints']), 3)
        if points is None or points.shape != shape:
            raise InputError(
                'its keypoints are of shape '
                f'{getattr(points, "shape", None)}; the generator must give '
                f'{shape}, or the exporter be set up without keypoint_class')

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image and objects."""
        return dict(image=decode_image(contents['image']),
                    instances=decode_instances(contents['instances']))

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """The annotation files."""

        def samples():
            return coco_file.read_documents(root, manifest(), self.files,
                                            'image', 'instances')

        stream = partial(coco_file.stream_file, samples=samples)
        result = {
            f'annotations/instances_{SPLIT}.json':
            stream(self._categories(), annotations=coco_file.numbered(
                coco_file.instance_annotations(self.category_ids)))
        }
        if self.keypoint_class is not None:
            label = self.classes.index(self.keypoint_class)
            person = dict(self._categories()[label],
                          keypoints=list(self.metainfo['keypoints']),
                          skeleton=[list(pair) for pair in
                                    self.metainfo.get('skeleton', ())])
            result[f'annotations/person_keypoints_{SPLIT}.json'] = stream(
                [person], annotations=coco_file.numbered(
                    coco_file.keypoint_annotations(label, person['id'])))
        return result

    def _categories(self) -> list:
        return [dict(id=category_id, name=name, supercategory='thing')
                for category_id, name in zip(self.category_ids, self.classes)]

    def check_consumer(self) -> None:
        """See :func:`check_classes`."""
        check_classes(self.consumer, self.classes, 'mmdet')

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        result = verify_instances(root, dict(
            self.consumer, ann_file=f'annotations/instances_{SPLIT}.json',
            data_prefix=dict(img=SPLIT)))
        if self.keypoint_class is not None:
            result.problems += verify_keypoints(
                Path(root) /
                f'annotations/person_keypoints_{SPLIT}.json').problems
        return result
