# FlexDataset with VAG Plan B on ShapesWorld, long tail: labels of the 93
# images of `long_tail` and no others. Its segmenter:
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld.py \
#       --work-dir work_dirs/fpn_r18_shapesworld_long-tail --cfg-options \
#       train_dataloader.dataset.ann_file=ImageSets/Segmentation/long_tail.txt
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_long-tail.py \
#       --num 2000 --out data/shapesworld_flexdataset_long-tail_plan-b
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_long-tail.py'

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=[
        dict(
            type='mmflexgen.MMSegAnnotator',
            config='configs/downstream/fpn_r18_shapesworld.py',
            checkpoint='work_dirs/fpn_r18_shapesworld_long-tail/iter_2400.pth')
    ])
synthesis = dict(exporters=[
    dict(type='mmflexgen.VOCExporter', img_suffix='.png',
         consumer=dict(type='mmflexgen.ShapesWorldDataset'))])
