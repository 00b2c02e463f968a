"""From a perception model's labels to the generator's, by name."""

from typing import Dict, Optional, Sequence

import numpy as np

from mmflexgen.utils import InputError

# Of a class that the generator does not have.
LEFT_OUT = -1
# Stands for all classes that have no counterpart.
_OTHERS = '*'


def class_lookup(found: Sequence[str], wanted: Sequence[str],
                 rename: Optional[Dict[str, Optional[str]]], who: object
                 ) -> np.ndarray:
    """The generator's label of every label of a model.

    Args:
        found: names of the model's classes, in the order of its labels.
        wanted: names of the generator's.
        rename: the generator's name of a class that the model calls
            otherwise; None leaves the class out. '*' stands for all classes
            that are neither in ``rename`` nor among the generator's, as in
            ``{'couch': 'sofa', '*': 'background'}``.
        who: the annotator.

    Returns:
        int64 (len(found), ); ``LEFT_OUT`` for classes that are left out.

    Raises:
        InputError: the model names no classes, ``rename`` has a name that
            the model does not know, or a class has no counterpart.
    """
    name, rename = type(who).__name__, dict(rename or {})
    if not found:
        raise InputError(f'the model of {name} does not say what its labels '
                         'mean: list their names as classes')
    if _OTHERS in rename:
        others = rename.pop(_OTHERS)
        rename = {**{label: others for label in found
                     if label not in wanted}, **rename}
    for old in rename:
        if old not in found:
            raise InputError(f"rename of {name} has '{old}', which is none "
                             f'of its model\'s classes {", ".join(found)}')
    new = [rename.get(label, label) for label in found]
    unknown = [label for label in new
               if label is not None and label not in wanted]
    if unknown:
        raise InputError(
            f"the model of {name} finds '{unknown[0]}', which is none of the "
            f"generator's classes {', '.join(wanted)}: say what it is called "
            'there, or None to leave it out, in rename')
    return np.array([LEFT_OUT if label is None else wanted.index(label)
                     for label in new], np.int64)
