# As flexdataset-semantic_shapesworld-64_100.py, tuned on what Plan B says, as
# the paper has it: a folder of images that FlexDataset drew and a whole
# segmenter labelled. Compositions come from its manifest.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_100.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_plan-b
#   python tools/train.py \
#       configs/flexdataset/flexdataset-semantic_shapesworld-64_plan-b.py
#
# Not run yet. The decoder sees no real label but those that Plan B's segmenter
# was trained on.
_base_ = './flexdataset-semantic_shapesworld-64_100.py'

plan_b = 'data/shapesworld_flexdataset_100_plan-b'
train_dataloader = dict(dataset=dict(
    data_root=plan_b,
    ann_file='ImageSets/Segmentation/train.txt',
    pipeline=[
        *_base_.load,
        dict(type='mmflexgen.LoadBoxes', layouts=dict(
            type='mmflexgen.ManifestLayouts', data_root=plan_b,
            img_prefix='JPEGImages')),
        *_base_.train_pipeline[3:]
    ]))
