"""ShapesWorld: a procedural world, small, seeded and complete.

It stands in for VOC, COCO and NYU where nothing can be downloaded: images
with semantic, instance, panoptic, depth, saliency and keypoint labels,
captions and boxes.
"""

from .classes import CLASSES, FOREGROUND, HEAD, PALETTE, SEEN, TAIL, UNSEEN

__all__ = ['CLASSES', 'FOREGROUND', 'HEAD', 'PALETTE', 'SEEN', 'TAIL',
           'UNSEEN']
