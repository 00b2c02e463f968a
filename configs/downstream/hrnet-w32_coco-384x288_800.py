# hrnet-w32_coco-256x192_800.py with crops of 384 x 288 (DatasetDM, table 7:
# 43.4 AP real only).
#
#   bash tools/dist_train.sh \
#       configs/downstream/hrnet-w32_coco-384x288_800.py 4
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './hrnet-w32_coco-256x192_800.py'

crop_size = (384, 288)
# HRNet's, for crops of this size.
model = dict(sigma=3.)
train_pipeline = [
    _base_.train_pipeline[0],
    dict(_base_.train_pipeline[1], size=crop_size),
    _base_.train_pipeline[2]
]
test_pipeline = [
    _base_.test_pipeline[0],
    dict(_base_.test_pipeline[1], size=crop_size),
    _base_.test_pipeline[2]
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
