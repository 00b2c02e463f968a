# One seed on ShapesWorld, at the rate that shapesworld_full.py chose on real
# only.
comparison = dict(
    metric='mIoU',
    rows=('real', 'synthetic', 'joint'),
    seeds=(0, ),
    lrs=(1e-2, ),
    real_fraction=0.5)
