# DatasetDM on PASCAL VOC 2012 with SDXL at its own 1024 px, from the 100
# labelled images of datasetdm_sd15_voc2012-512_100.py:
#
#   python tools/train.py configs/datasetdm/datasetdm_sdxl_voc2012-1024_100.py
#
# Not run: VOC and the weights are not at hand. The paper has Stable Diffusion
# 1 alone. benchmarks/datasetdm_real_size.py tries the size with random
# weights.
_base_ = './datasetdm_sdxl_voc2012-512_100.py'

size = (1024, 1024)
model = dict(
    base_model=dict(image_size=1024),
    # Cells of 8 px: as many as the paper's, of an image twice as wide.
    decoders=dict(semantic=dict(mask_stride=8)),
    data_preprocessor=dict(size=size, test_cfg=dict(size=size)))

train_pipeline = [
    *_base_.load,
    dict(type='RandomResize', scale=(4096, 1024), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs')
]
test_pipeline = [
    _base_.load[0],
    dict(type='Resize', scale=size, keep_ratio=True),
    _base_.load[1],
    dict(type='PackSegInputs')
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
