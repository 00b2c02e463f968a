"""What stands where in a labelled image."""

from typing import Any, Dict, List, Sequence, Tuple

from mmflexgen.structures import Composition
from mmflexgen.structures.box import box_area
from mmflexgen.utils import InputError


def labelled_composition(sample: Any, metainfo: Dict[str, Any],
                         size: Tuple[int, int], most: int) -> Composition:
    """The composition of an image's ground truth.

    Args:
        sample: with ``gt_instances``, mmdet's ``bboxes`` and ``labels``, or
            with ``gt_bboxes`` and ``box_categories`` of
            :class:`mmflexgen.LoadBoxes`; boxes are x1, y1, x2, y2 in pixels
            of the network's input.
        metainfo: of the generator; ``thing_classes`` of ``gt_instances``.
        size: (height, width) of the network's input.
        most: objects that the model takes; the largest are kept.

    Raises:
        InputError: there are no boxes, they are those of the image before
            it was resized or cropped, or a label is none of the classes.
    """
    if 'gt_instances' in sample:
        boxes = sample.gt_instances.bboxes
        boxes = getattr(boxes, 'tensor', boxes).tolist()
        names = _names(sample, metainfo['thing_classes'])
    elif 'gt_bboxes' in sample:
        boxes = sample.gt_bboxes.tolist()
        names = list(sample.box_categories)
    else:
        raise InputError(
            f"'{sample.get('img_path', 'an image')}' comes without its "
            'boxes, which FlexDataset reads: put LoadBoxes into the pipeline '
            "and 'gt_bboxes' and 'box_categories' into meta_keys of the step "
            'that packs.')
    _check_boxes(boxes, sample, size)
    whole = Composition.from_pixels(boxes, names, size[1], size[0])
    largest = sorted(zip(whole.boxes, whole.categories),
                     key=lambda each: -box_area(each[0]))[:most]
    return Composition(tuple(box for box, _ in largest),
                       tuple(name for _, name in largest))


def _check_boxes(boxes: Sequence[Sequence[float]], sample: Any,
                 size: Tuple[int, int]) -> None:
    # Most transforms of mmseg move pixels and leave boxes where they were.
    height, width = size
    for x1, y1, x2, y2 in boxes:
        if min(x1, y1) < -1 or x2 > width + 1 or y2 > height + 1:
            raise InputError(
                f"'{sample.get('img_path', 'an image')}' has a box from "
                f'({x1:.0f}, {y1:.0f}) to ({x2:.0f}, {y2:.0f}), and the '
                f'network sees {width} x {height} pixels: load boxes before '
                'the image is resized, and change it only by steps that '
                'change them too (Resize, RandomFlip, RandomCropBoxes; '
                "mmseg's RandomCrop does not)")


def _names(sample: Any, classes: Sequence[str]) -> List[str]:
    labels = sample.gt_instances.labels.tolist()
    for label in labels:
        if not 0 <= label < len(classes):
            raise InputError(
                f"'{sample.get('img_path', 'an image')}' has an object of "
                f'label {label}, but the generator has {len(classes)} '
                'thing_classes: give the dataset and the model the same '
                'classes.')
    return [classes[label] for label in labels]
