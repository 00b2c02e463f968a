# Raw cross-attention on ShapesWorld, 64 px: the first row of FreeGen's table 6.
#
#   python tools/synthesize.py configs/freegen/cross-attention_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_cross-attention
#
# Not run yet.
_base_ = './diffumask_shapesworld-64.py'

model = dict(labeler=dict(type='mmflexgen.ThresholdLabeler', threshold=0.5,
                          iterations=0))
