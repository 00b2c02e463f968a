"""So many images of each class: lists for zero-shot and long tails."""

from typing import Collection, Iterable, List, Mapping, Tuple


def choose_by_quota(shown: Iterable[Tuple[str, Collection[str]]],
                    quota: Mapping[str, int]) -> List[str]:
    """Choose images, in order, while no class exceeds its share.

    An image counts for every class it shows: a class of two images is seen
    in two and no more, which is what makes a tail a tail.

    Args:
        shown: pairs of a name and the classes that the image shows. Images
            that show none are left out, as are those that show a class
            without quota.
        quota: images per class.

    Returns:
        The names chosen. A class has fewer images than its quota if too few
        are left that show no class whose share is full.
    """
    left = dict(quota)
    chosen = []
    for name, classes in shown:
        if classes and all(left.get(each, 0) > 0 for each in classes):
            chosen.append(name)
            for each in classes:
                left[each] -= 1
    return chosen
