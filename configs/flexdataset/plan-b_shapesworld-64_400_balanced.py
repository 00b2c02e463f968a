# As plan-b_shapesworld-64_400.py, with all classes equally often and half of
# the scenes of one category: for the long tail.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_400_balanced.py \
#       --num 4000 --out data/shapesworld_flexdataset_400_plan-b_balanced
#
# Not run yet.
_base_ = ['./flexdataset_shapesworld-64_400_balanced.py',
          '../_base_/models/annotators_shapesworld.py']

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=_base_.annotators)
synthesis = dict(exporters=_base_.exporters)
