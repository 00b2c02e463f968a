# FlexDataset with VAG Plan B on ShapesWorld: images of compositions, labelled
# by whole perception models in four kinds at once. The models are trained by
# the commands in ../_base_/models/annotators_shapesworld.py.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_400.py \
#       --num 4000 --out data/shapesworld_flexdataset_400_plan-b
#
# Not run yet. The oracle has seen the labels of all 5,000 images.
_base_ = ['./flexdataset_shapesworld-64_400.py',
          '../_base_/models/annotators_shapesworld.py']

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=_base_.annotators)
synthesis = dict(exporters=_base_.exporters)
