# First half of pre-training and fine-tuning on ADE20K: Mask2Former Swin-L on
# samples alone. The paper has no figure of this: of Mask2Former R50 it gained
# nothing (table 6a).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_ade20k-640_pretrain.py 8
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_ade20k-640_finetune.py 8
#
# Samples: configs/comparisons/ade20k_mask2former-r50_seggen.py. Not run: it
# wants ADE20K, weights and GPUs.
_base_ = [
    './mask2former_swin-l_ade20k-640.py',
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
