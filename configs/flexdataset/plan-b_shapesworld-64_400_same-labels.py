# As plan-b_shapesworld-64_400.py, but all perception models are trained on the
# 400 images whose boxes tuned the generator: no label from elsewhere.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_400_same-labels.py \
#       --num 4000 --out data/shapesworld_flexdataset_400_plan-b_same-labels
#
# Not run yet.
_base_ = ['./flexdataset_shapesworld-64_400.py',
          '../_base_/models/annotators_shapesworld.py']

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=_base_.same_labels)
synthesis = dict(exporters=_base_.exporters)
