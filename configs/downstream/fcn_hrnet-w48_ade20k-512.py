# mmseg's FCN on HRNet-W48 on ADE20K, on real data alone: the baseline of
# SegGen's table 4b (44.4 mIoU; 23.6 from 1,000 images).
#
#   bash tools/dist_train.sh configs/downstream/fcn_hrnet-w48_ade20k-512.py 4
#
# Not run: it wants ADE20K, weights and GPUs. Appendix A.3 gives iterations,
# SGD's rate, its schedule and decay; batch (16) and augmentation are mmseg's.
_base_ = 'mmseg::hrnet/fcn_hr48_4xb4-160k_ade20k-512x512.py'
default_scope = 'mmseg'

model = dict(
    pretrained=None,
    # ImageNet weights, fetched once by hand:
    # https://download.openmmlab.com/pretrain/third_party/
    # hrnetv2_w48-d2186c55.pth
    backbone=dict(init_cfg=dict(
        type='Pretrained', checkpoint='checkpoints/hrnetv2_w48-d2186c55.pth')))
max_iters = 100000
optim_wrapper = dict(optimizer=dict(lr=2e-2, weight_decay=1e-4))
param_scheduler = [
    dict(type='PolyLR', eta_min=0, power=0.9, begin=0, end=max_iters,
         by_epoch=False)
]
train_cfg = dict(max_iters=max_iters, val_interval=10000)
default_hooks = dict(checkpoint=dict(interval=10000))
