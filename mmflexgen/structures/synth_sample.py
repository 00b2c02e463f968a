"""What a generator returns."""

from mmengine.structures import BaseDataElement


class SynthSample(BaseDataElement):
    """An image with its annotations.

    A generator names those it yields in ``generator.kinds``; a sample holds
    the data field of each, all of the image's size (H, W):

    - ``image``: uint8 ``np.ndarray`` (H, W, 3), RGB.
    - ``sem_seg``: uint8 ``np.ndarray`` (H, W), indices into
      ``metainfo['classes']``; 255 is ignore.
    - ``instances``: ``InstanceData`` of M objects with ``labels`` int64
      (M,), indices into ``metainfo['thing_classes']``, ``masks`` bool
      (M, H, W), ``bboxes`` float32 (M, 4), x1 y1 x2 y2 in pixels, and
      optionally ``scores`` float32 (M,) and ``keypoints`` float32
      (M, K, 3): x, y in pixels and COCO's visibility 0, 1 or 2; all zero
      for objects that have none; ``metainfo['keypoints']`` names the K
      joints, ``metainfo['skeleton']`` may pair them. ``masks`` is absent
      where a generator knows boxes only.
    - ``panoptic``: int32 ``np.ndarray`` (H, W), segment ids; 0 is void.
      ``segments`` (meta field): one ``dict(id, label)`` per segment, label
      an index into ``metainfo['thing_classes']`` followed by
      ``metainfo['stuff_classes']``.
    - ``depth``: float32 ``np.ndarray`` (H, W), metres; 0 where unknown.
    - ``saliency``: uint8 ``np.ndarray`` (H, W), alpha matte; 255 is
      foreground.

    Meta fields:

    - ``request``: the :class:`SynthRequest` it answers.
    - ``scores``: dict of float, e.g. ``{'confidence': 0.93}`` with the mean
      over pixels of the winning class's probability.
    - ``hashes``: dict of str, what filters recorded to compare samples by,
      e.g. ``{'perceptual': '9f172786e71f1e00'}``.
    - ``origin``: of a sample that is written again, its ``id`` and ``run``
      in the first dataset.
    """
