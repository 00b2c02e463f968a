# FreeGen's second stage at the paper's size, for Cityscapes: the
# Entity-level Grounding Decoder with hardness-aware self-training.
#
#   (first asr_sd21_cityscapes-512.py, whose last command writes data_root)
#   python tools/train.py configs/freegen/egd_sd21_cityscapes-512.py
#   python tools/synthesize.py configs/freegen/egd_sd21_cityscapes-512.py \
#       work_dirs/egd_sd21_cityscapes-512/epoch_20.pth \
#       --num 80000 --out data/cityscapes_freegen_egd
#
# Not run: the weights are not at hand. The paper's samples teach Mask2Former
# R50 78.7 mIoU over human and vehicle (table 3).
_base_ = [
    '../_base_/egd_sd21.py', '../_base_/synthesis/cityscapes.py',
    '../_base_/datasets/freegen_cityscapes.py'
]

model = _base_.labels
synthesis = dict(exporters={{_base_.exporters}})
train_dataloader = dict(dataset=dict(dataset=dict(
    **_base_.samples,
    data_root='data/cityscapes_freegen',
    pipeline=[*_base_.load, dict(type='RandomFlip', prob=0.5),
              {{_base_.pack}}])))
custom_hooks = [
    dict(_base_.custom_hooks[0], pipeline=[*_base_.load, {{_base_.pack}}])
]
