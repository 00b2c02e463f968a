# As flexdataset_shapesworld-64_100.py, with all classes equally often and half
# of the scenes of one category (ablation 2): for long tails.
#
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100_balanced.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_balanced
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

synthesis = dict(source=dict(composer=dict(
    rarity=1.0, multi_category_share=0.5)))
