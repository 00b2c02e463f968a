# FreeGen's first stage at the paper's size, for Cityscapes: Attention
# Self-Rectification, and the samples that it labels.
#
#   (first pseudo-labels-sam_sd21_cityscapes-512.py)
#   python tools/train.py configs/freegen/asr_sd21_cityscapes-512.py
#   python tools/synthesize.py configs/freegen/asr_sd21_cityscapes-512.py \
#       work_dirs/asr_sd21_cityscapes-512/epoch_20.pth \
#       --num 80000 --out data/cityscapes_freegen
#
# Not run: the weights are not at hand.
_base_ = [
    './pseudo-labels-sam_sd21_cityscapes-512.py',
    '../_base_/schedules/freegen.py'
]

model = dict(
    rectification=dict(type='mmflexgen.AttentionSelfRectification'),
    # SAM made the masks to learn from; now the maps make their own.
    labeler=dict(_delete_=True, type='mmflexgen.RandomWalkerLabeler',
                 threshold=0.5, band=(0.47, 0.65),
                 # A quarter of the image: nobody has tuned it here.
                 size=128))
train_dataloader = dict(dataset=dict(
    **_base_.samples,
    data_root='work_dirs/freegen/pseudo-labels-sam_sd21_cityscapes-512',
    pipeline=[*_base_.load, {{_base_.pack}}]))
default_hooks = {{_base_.epoch_hooks}}
log_processor = dict(by_epoch=True)
