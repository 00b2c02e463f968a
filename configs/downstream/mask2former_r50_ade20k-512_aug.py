# Mask2Former R50 on ADE20K whose samples make way for SegGen's (table 1: 49.9
# mIoU; 47.2 on real data alone).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_ade20k-512_aug.py 8
#
# Another probability of figure 7 (0, 0.2 ... 1):
#   --cfg-options train_dataloader.dataset.p=0.8
#
# With seeds and rows side by side, and how the samples are made:
# configs/comparisons/ade20k_mask2former-r50_seggen.py. Not run: it wants
# ADE20K, weights and GPUs.
_base_ = [
    './mask2former_r50_ade20k-512.py',
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
