# FreeGen's second stage at the paper's size: the grounding decoder on the
# features of Stable Diffusion 2.1. A config adds model.metainfo.
_base_ = './sd21.py'

size = (512, 512)
model = dict(
    type='mmflexgen.DatasetDM',
    decoders=dict(grounding=dict(type='mmflexgen.EntityGroundingDecoder')),
    # The decoder grounds names itself.
    attn_channels='none',
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size,
        test_cfg=dict(size=size)))
