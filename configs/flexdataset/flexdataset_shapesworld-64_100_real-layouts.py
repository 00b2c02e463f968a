# As flexdataset_shapesworld-64_100.py, with the layouts of the 100 images
# themselves, each box moved by up to a tenth of its size (ablation 3).
#
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100_real-layouts.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_real-layouts
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

synthesis = dict(
    source=dict(
        composer=dict(
            _delete_=True,
            type='mmflexgen.ListedCompositions',
            layouts=_base_.layouts,
            shuffle=True),
        offset=0.1))
