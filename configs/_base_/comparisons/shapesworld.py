# One seed on ShapesWorld. The rate is not tuned; shapesworld_full.py tunes
# it, on real only.
comparison = dict(
    metric='mIoU',
    rows=('real', 'synthetic', 'joint'),
    seeds=(0, ),
    lrs=(3e-3, ),
    real_fraction=0.5)
