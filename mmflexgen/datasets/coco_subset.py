"""Parts of COCO annotation files."""

from collections import Counter
from typing import Any, Dict, List, Set

from mmflexgen.utils import InputError


def choose_per_class(document: Dict[str, Any], count: int) -> List[int]:
    """So many images for each class, no image for two classes.

    Classes choose in order of how many images show them, the rarest first,
    and each takes the first images of the file that are left. Crowds, and
    persons without a labelled joint, do not show their class.

    Args:
        document: a COCO annotation file.
        count: images per class.

    Returns:
        Image ids in the order of the file.

    Raises:
        InputError: too few images show a class.
    """
    shown: Dict[int, Set[int]] = {image['id']: set()
                                  for image in document['images']}
    for item in document['annotations']:
        if not item.get('iscrowd') and item.get('num_keypoints', 1):
            shown[item['image_id']].add(item['category_id'])
    images = Counter(label for labels in shown.values() for label in labels)
    chosen: Set[int] = set()
    for category in sorted(document['categories'],
                           key=lambda each: images[each['id']]):
        left = [image for image, labels in shown.items()
                if category['id'] in labels and image not in chosen]
        if len(left) < count:
            raise InputError(
                f'only {len(left)} images that no rarer class has taken show '
                f"a '{category['name']}': ask for so many per class")
        chosen.update(left[:count])
    return [image for image in shown if image in chosen]


def cut(document: Dict[str, Any], images: List[int]) -> Dict[str, Any]:
    """The annotation file of some of its images.

    Args:
        document: a COCO annotation file.
        images: ids.

    Returns:
        A new document; all categories stay.
    """
    kept = set(images)
    return dict(
        document,
        images=[item for item in document['images'] if item['id'] in kept],
        annotations=[item for item in document['annotations']
                     if item['image_id'] in kept])


def merge_classes(document: Dict[str, Any], name: str) -> Dict[str, Any]:
    """The annotation file with all objects in one class.

    Args:
        document: a COCO annotation file.
        name: of the class; its id is 1.

    Returns:
        A new document.
    """
    return dict(
        document,
        categories=[dict(id=1, name=name, supercategory='thing')],
        annotations=[dict(item, category_id=1)
                     for item in document['annotations']])
