# HRNet W48 on ADE20K whose samples make way for SegGen's (table 4b: 45.6 mIoU;
# 44.4 on real data alone).
#
#   bash tools/dist_train.sh \
#       configs/downstream/fcn_hrnet-w48_ade20k-512_aug.py 4
#
# With seeds and rows side by side, and how the samples are made:
# configs/comparisons/ade20k_fcn-hrnet-w48_seggen.py. Not run: it wants
# ADE20K, weights and GPUs.
_base_ = [
    './fcn_hrnet-w48_ade20k-512.py',
    '../_base_/datasets/ade20k_seggen.py'
]

_real = _base_.train_dataloader.dataset
train_dataloader = dict(dataset=dict(
    _delete_=True,
    type='mmflexgen.MixedDataset',
    real=_real,
    # Of both, each counterpart is as likely: 10 and 50 of a real sample.
    synthetic=dict(
        type='ConcatDataset',
        datasets=[
            dict(_real, **_base_.ade20k_masksyn),
            dict(_real, **_base_.ade20k_imgsyn)
        ]),
    p=0.6))
