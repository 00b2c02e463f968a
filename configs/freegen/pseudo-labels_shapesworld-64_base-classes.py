# Samples of the nine base classes alone, for zero-shot: the three others are
# never asked for while FreeGen is trained.
#
#   python tools/synthesize.py \
#       configs/freegen/pseudo-labels_shapesworld-64_base-classes.py \
#       --num 640 \
#       --out work_dirs/freegen/pseudo-labels_shapesworld-64_base-classes
#
# 5 minutes on one of two busy cores.
_base_ = [
    './pseudo-labels_shapesworld-64.py',
    '../_base_/datasets/shapesworld_groups.py'
]

synthesis = dict(source=dict(classes={{_base_.seen}}))
