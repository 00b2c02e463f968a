"""What a generator returns."""

from mmengine.structures import BaseDataElement


class SynthSample(BaseDataElement):
    """An image with its annotations.

    Data fields, set by the generator (those it does not yield are absent):

    - ``image``: uint8 ``np.ndarray`` (H, W, 3), RGB.
    - ``sem_seg``: uint8 ``np.ndarray`` (H, W), class indices of the
      dataset's METAINFO; 255 is ignore.

    Meta fields:

    - ``request``: the :class:`SynthRequest` it answers.
    - ``scores``: dict of float, e.g. ``{'confidence': 0.93}`` with the mean
      over pixels of the winning class's probability.
    """
