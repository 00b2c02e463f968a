# Attn2Mask on ShapesWorld, 64 px, which FreeGen is compared with.
#
#   python tools/synthesize.py configs/freegen/attn2mask_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_attn2mask
#
# Its labels against the oracle's: 70.5 +- 0.5 mIoU in three seeds of the
# ladder (docs/en/freegen.md).
_base_ = './diffumask_shapesworld-64.py'

# Cross-attention half way through the sampling, not of all its steps, and one
# threshold for all (docs/en/freegen.md).
model = dict(
    timestep=500,
    labeler=dict(type='mmflexgen.RandomWalkerLabeler', threshold=0.4))
