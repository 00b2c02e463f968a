# First half of pre-training and fine-tuning on ADE20K: HRNet W48 on samples
# alone. The paper has no figure of this: of Mask2Former R50 it gained nothing
# (table 6a).
#
#   bash tools/dist_train.sh \
#       configs/downstream/fcn_hrnet-w48_ade20k-512_pretrain.py 4
#   bash tools/dist_train.sh \
#       configs/downstream/fcn_hrnet-w48_ade20k-512_finetune.py 4
#
# Samples: configs/comparisons/ade20k_mask2former-r50_seggen.py. Not run: it
# wants ADE20K, weights and GPUs.
_base_ = [
    './fcn_hrnet-w48_ade20k-512.py',
    '../_base_/datasets/ade20k_seggen.py'
]

_real = _base_.train_dataloader.dataset
train_dataloader = dict(dataset=dict(
    _delete_=True,
    type='ConcatDataset',
    datasets=[
        dict(_real, **_base_.ade20k_masksyn),
        dict(_real, **_base_.ade20k_imgsyn)
    ]))
