"""What generators share."""

from typing import List, Sequence

import numpy as np
from torch import Tensor

from mmflexgen.structures import SynthRequest
from mmflexgen.utils import InputError


def known_classes(request: SynthRequest, classes: Sequence[str]
                  ) -> List[str]:
    """The classes that a request asks for.

    Raises:
        InputError: one is none of the generator's.
    """
    unknown = [name for name in request.classes if name not in classes]
    if unknown:
        raise InputError(
            f"Class '{unknown[0]}' of the prompt '{request.prompt}' is none "
            f"of the generator's classes: use {', '.join(classes)}.")
    return list(request.classes)


def to_uint8(image: Tensor) -> np.ndarray:
    """uint8 (H, W, 3) of an image (3, H, W) in [-1, 1]."""
    # A NaN image turns black; a filter finds it.
    image = ((image / 2 + 0.5).nan_to_num(0.).clamp(0, 1) * 255).round()
    return image.permute(1, 2, 0).byte().cpu().numpy()
