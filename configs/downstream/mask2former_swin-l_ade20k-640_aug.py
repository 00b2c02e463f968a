# Mask2Former Swin-L on ADE20K whose samples make way for SegGen's (table 1:
# 57.4 mIoU; 56.1 on real data alone).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_ade20k-640_aug.py 8
#
# With seeds and rows side by side, and how the samples are made:
# configs/comparisons/ade20k_mask2former-swin-l_seggen.py. Not run: it wants
# ADE20K, weights and GPUs.
_base_ = [
    './mask2former_swin-l_ade20k-640.py',
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
