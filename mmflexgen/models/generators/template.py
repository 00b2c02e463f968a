"""The prompt that names what a labelled image shows."""

from typing import Sequence

from mmflexgen.utils.article import article


def template_prompt(names: Sequence[str]) -> str:
    """'a photo of a [CLS], [CLS], ...' (DatasetDM, 3.3).

    Args:
        names: class names, in any order; none for an image without a named
            class.
    """
    if not names:
        return 'a photo'
    return f'a photo of {article(names[0])} {", ".join(names)}'
