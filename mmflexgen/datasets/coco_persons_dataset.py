"""COCO's persons, each a sample of its own."""

from typing import Any, Dict, List

from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError
from .coco_keypoints_dataset import CocoKeypointsDataset


@DATASETS.register_module()
class CocoPersonsDataset(CocoKeypointsDataset):
    """One sample per person with a labelled joint, for top-down estimators.

    A sample's ``instances`` holds this person alone; :class:`CropPerson`
    cuts it out of its image. Crowds are left out.

    Args:
        kwargs: see :class:`CocoKeypointsDataset`.

    Raises:
        InputError: as there, or no person has a joint.
    """

    def load_data_list(self) -> List[Dict[str, Any]]:
        """List the persons, in the order of their images."""
        persons = [
            dict(info, instances=[person])
            for info in super().load_data_list()
            for person in info['instances']
            if not person['ignore_flag'] and any(person['keypoints'][2::3])
        ]
        if not persons:
            raise InputError(f'{self.ann_file} has no person with a labelled '
                             'joint: give a file of person keypoints')
        return persons
