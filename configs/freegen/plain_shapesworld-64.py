# FreeGen's attention without rectification, neither refined nor selected, on
# ShapesWorld, 64 px: what training starts from.
#
#   python tools/synthesize.py configs/freegen/plain_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_plain
#
# No row of the ladder, not run yet.
_base_ = './pseudo-labels_shapesworld-64.py'

model = dict(labeler=dict(_delete_=True, type='mmflexgen.ThresholdLabeler',
                          threshold=0.5))
synthesis = dict(selections=[])
