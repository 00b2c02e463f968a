"""A few labelled images chosen by what they show."""

from collections import Counter
from typing import Collection, Dict, Iterable, List, Mapping, Tuple


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


def choose_once(shown: Iterable[Tuple[str, Collection[str]]],
                quota: Mapping[str, int]) -> Dict[str, str]:
    """Choose images for each class, each image for one class only.

    Five for each of twenty classes are a hundred, though many of them show
    other classes too. The class that the fewest images show chooses first,
    and takes the first images that no class before it took.

    Args:
        shown: as for :func:`choose_by_quota`.
        quota: images per class.

    Returns:
        Name to the class it was chosen for, in the order of ``shown``. A
        class has fewer images than its quota if too few are left.
    """
    images = [(name, set(classes)) for name, classes in shown
              if classes and set(classes) <= set(quota)]
    total = Counter(each for _, classes in images for each in classes)
    taken: Dict[str, str] = {}
    for label in sorted(quota, key=lambda each: total[each]):
        free = [name for name, classes in images
                if label in classes and name not in taken]
        taken.update(dict.fromkeys(free[:quota[label]], label))
    return {name: taken[name] for name, _ in images if name in taken}


def choose_covering(shown: Iterable[Tuple[str, Collection[str]]],
                    number: int) -> List[str]:
    """Choose images that together show all classes, as evenly as possible.

    The next image is the one that adds most, where a class that n chosen
    images show already adds 1 / (1 + n); of equal ones the first.

    Args:
        shown: pairs of a name and the classes that the image shows.
        number: images to choose, at most as many as there are.

    Returns:
        The names, in the order of ``shown``.
    """
    left = dict(shown)
    order = list(left)
    counts: Counter = Counter()
    chosen = set()
    while left and len(chosen) < number:
        name = max(left, key=lambda each: sum(
            1 / (1 + counts[label]) for label in left[each]))
        counts.update(left.pop(name))
        chosen.add(name)
    return [name for name in order if name in chosen]
