# Decoders on the carried base model, 64 px. A config adds them, and its data.
_base_ = './shapesworld_sd64.py'

size = (64, 64)
model = dict(
    type='mmflexgen.DatasetDM',
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size))

# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13)
]
