# Raw cross-attention on ShapesWorld, 64 px: the first row of the ladder.
#
#   python tools/synthesize.py \
#       configs/freegen/cross-attention_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_cross-attention
#
# Labels of 128 prompts of val against the oracle's: 54.4
# mIoU (docs/en/freegen.md).
_base_ = './diffumask_shapesworld-64.py'

model = dict(labeler=dict(type='mmflexgen.ThresholdLabeler', threshold=0.5))
