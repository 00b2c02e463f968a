# As seggen_shapesworld.py, tested on an unseen domain: neon, ShapesWorld's
# second one (dark, vivid, coarse textures). Samples: seggen_shapesworld.py.
#
#   python tools/compare.py \
#       configs/comparisons/seggen_shapesworld_domain.py \
#       --out work_dirs/comparisons/seggen_shapesworld_domain
#
# 21 runs, not run yet; a run takes about 5 minutes on a core. The learning
# rate is the best on ShapesWorld itself: neon is unseen, and tunes nothing.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/seggen_shapesworld.py'
]

val_dataloader = dict(dataset=dict(data_root='data/shapesworld/neon'))
test_dataloader = val_dataloader
comparison = dict(lrs=(1e-2, ), settings=_base_.of_400)
