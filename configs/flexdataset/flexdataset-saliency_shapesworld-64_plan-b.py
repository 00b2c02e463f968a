# As flexdataset-saliency_shapesworld-64_100.py, tuned on what Plan B says: a
# folder whose images FlexDataset drew and a whole model of saliency labelled.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_100.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_plan-b
#   python tools/train.py \
#       configs/flexdataset/flexdataset-saliency_shapesworld-64_plan-b.py
#
# Not run yet.
_base_ = './flexdataset-saliency_shapesworld-64_100.py'

plan_b = 'data/shapesworld_flexdataset_100_plan-b'
train_dataloader = dict(dataset=dict(
    _delete_=True,
    type='mmflexgen.SaliencyDataset',
    data_root=plan_b,
    img_suffix='.png',
    pipeline=[
        _base_.train_pipeline[0],
        dict(type='mmflexgen.LoadSaliency'),
        dict(type='mmflexgen.LoadBoxes', layouts=dict(
            type='mmflexgen.ManifestLayouts', data_root=plan_b,
            img_prefix='images/train')),
        *_base_.train_pipeline[3:]
    ]))
