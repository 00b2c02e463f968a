# Raw cross-attention on ShapesWorld, 64 px: the first row of the ladder.
#
#   python tools/synthesize.py \
#       configs/freegen/cross-attention_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_cross-attention
#
# Its labels against the oracle's: 57.1 +- 0.5 mIoU in three seeds of the
# ladder (docs/en/freegen.md).
_base_ = './diffumask_shapesworld-64.py'

model = dict(labeler=dict(type='mmflexgen.ThresholdLabeler', threshold=0.5))
