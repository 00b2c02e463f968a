# The papers' table: each row with three seeds; half of a joint batch is real.
# A config adds the metric, the learning rates and the settings.
comparison = dict(
    rows=('real', 'synthetic', 'joint'),
    seeds=(0, 1, 2),
    real_fraction=0.5)
