# FreeGen's first stage at the paper's size, before it is trained: samples of
# Stable Diffusion 2.1 with masks of the original SAM. A config adds
# model.metainfo, source and exporter, and takes choice into its synthesis.
_base_ = './sd21.py'

size = (512, 512)
model = dict(
    type='mmflexgen.FreeGen',
    resolution=16,
    # A folder in transformers' format, such as facebook/sam-vit-huge's.
    labeler=dict(type='mmflexgen.SamLabeler',
                 pretrained='checkpoints/sam-vit-huge'),
    fluctuation=dict(timesteps=4),
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size))

# The steadier half is listed.
choice = dict(
    # An empty mask would be the steadiest of all.
    filters=[
        dict(type='mmflexgen.BlankFilter'),
        dict(type='mmflexgen.PromptedClassFilter', require='every')
    ],
    selections=[
        dict(type='mmflexgen.BestFraction', score='fluctuation',
             fraction=0.5, highest=False)
    ])
