from mmflexgen.utils import import_optional

from . import (base, colour_codec, diffusion, flexdataset, freegen, layers,
               seggen)

# Decoders reuse Mask2Former's parts; generators and students read mmseg's data
# samples.
_NEEDS = ('mmcv.ops', 'mmdet', 'mmseg')
import_optional('mmflexgen.models.decoders', needs=_NEEDS)
import_optional('mmflexgen.models.generators', needs=_NEEDS)
import_optional('mmflexgen.models.matting', needs=_NEEDS)
import_optional('mmflexgen.models.pose_estimators', needs=_NEEDS)

__all__ = [
    'base', 'colour_codec', 'diffusion', 'flexdataset', 'freegen', 'layers',
    'seggen'
]
