"""The prompt that names what a labelled image shows."""

from typing import Sequence


def template_prompt(names: Sequence[str]) -> str:
    """'a photo of a [CLS], [CLS], ...' (DatasetDM, 3.3).

    Args:
        names: class names, in any order; none for an image without a named
            class.
    """
    return f'a photo of a {", ".join(names)}' if names else 'a photo'
