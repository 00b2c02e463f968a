"""COCO's person keypoints as an mmdet dataset."""

from typing import Any, Dict, List

from mmdet.datasets import CocoDataset

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError
from .shapesworld.classes import KEYPOINTS, SKELETON


@DATASETS.register_module()
class CocoKeypointsDataset(CocoDataset):
    """Persons with their joints, for :class:`PackPoseInputs`.

    mmdet's ``CocoDataset`` drops keypoints, and numbers classes by their
    order in the annotation file; here a label is the place of the category's
    name in ``metainfo['classes']``, so that the classes may be those of a
    generator with more of them.

    Args:
        single_person: keep only images with exactly one annotated person,
            and that with joints: one pose is predicted per image.
        kwargs: see :class:`mmdet.datasets.CocoDataset`. ``indices=100``
            takes the first hundred of the images that are kept.

    Raises:
        InputError: when the data is loaded: categories or joints are others
            than the metainfo's, or no image is left.
    """

    METAINFO = dict(
        classes=('person', ),
        thing_classes=('person', ),
        palette=[(220, 20, 60)],
        keypoints=KEYPOINTS,  # COCO's
        skeleton=SKELETON)

    def __init__(self, single_person: bool = False, **kwargs) -> None:
        self.single_person = single_person
        super().__init__(**kwargs)

    def load_data_list(self) -> List[Dict[str, Any]]:
        """List the images.

        Each instance has ``keypoints``, K triples in a row, and ``area`` of
        its mask in square pixels; each image has ``flip_indices``, the
        order of the joints in a mirror.
        """
        found = super().load_data_list()
        if self.single_person:
            found = [info for info in found if len(info['instances']) == 1
                     and any(info['instances'][0]['keypoints'][2::3])]
        if not found:
            raise InputError(
                f'{self.ann_file} has no image to train on: check '
                'single_person and that the file has annotations')
        return found

    def parse_data_info(self, raw_data_info: dict) -> Dict[str, Any]:
        """mmdet's record with keypoints and labels by name."""
        persons = []
        for annotation in raw_data_info['raw_ann_info']:
            # One at a time: the parent leaves some out.
            info = super().parse_data_info(
                dict(raw_data_info, raw_ann_info=[annotation]))
            for person in info['instances']:
                persons.append(dict(
                    person, area=annotation['area'],
                    keypoints=annotation['keypoints'],
                    bbox_label=self._label(annotation['category_id'])))
        info = super().parse_data_info(dict(raw_data_info, raw_ann_info=[]))
        return dict(info, instances=persons, flip_indices=mirror_order(
            self.metainfo['keypoints']))

    def _label(self, category_id: int) -> int:
        category = self.coco.load_cats([category_id])[0]
        joints = tuple(category.get('keypoints', ()))
        if joints != tuple(self.metainfo['keypoints']):
            raise InputError(
                f"category '{category['name']}' of {self.ann_file} has "
                f'{len(joints)} joints ({", ".join(joints[:3])}, …), others '
                f"than the {len(self.metainfo['keypoints'])} of the "
                "dataset's metainfo: set its keypoints")
        return self.metainfo['classes'].index(category['name'])


def mirror_order(joints: List[str]) -> List[int]:
    """For each joint the index of its counterpart on the other side."""
    joints = list(joints)
    return [joints.index(
        name.replace('left', 'right') if 'left' in name
        else name.replace('right', 'left')) for name in joints]
