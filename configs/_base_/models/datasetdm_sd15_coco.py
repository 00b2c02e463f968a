# DatasetDM with Stable Diffusion 1.5 at 512 px on datasets of mmdet. A config
# adds model.metainfo, decoders, data and evaluators.
_base_ = './datasetdm_sd15.py'

model = dict(
    decoders=dict(_delete_=True),
    class_names='given',
    data_preprocessor=dict(
        _delete_=True,
        type='mmdet.DetDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        # All images become squares of this side.
        pad_size_divisor=512))
