"""Images that show nothing."""

from typing import Any, Dict, Optional

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample


@TASK_UTILS.register_module()
class BlankFilter:
    """Rejects black or one-coloured images and what is not finite.

    Put it first: the other filters expect a uint8 image.

    Args:
        min_std: least standard deviation over the pixels, in grey levels, of
            the channel that varies most.
    """

    def __init__(self, min_std: float = 2.0) -> None:
        self.min_std = min_std

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'not finite', 'blank' or None.

        A generator that meets NaN leaves it in a float image, or in a
        score: uint8 cannot hold it.
        """
        scores = list(sample.get('scores', {}).values())
        if not (np.isfinite(sample.image).all() and np.isfinite(scores).all()):
            return 'not finite'
        pixels = sample.image.reshape(-1, sample.image.shape[-1])
        if pixels.astype(np.float32).std(axis=0).max() < self.min_std:
            return 'blank'
        return None
