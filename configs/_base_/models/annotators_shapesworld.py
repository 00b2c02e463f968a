# Whole perception models for ShapesWorld's images (Plan B): the oracle for
# semantic labels, trained on all 5,000; the others on the 400 of
# `labelled_400`:
#
#   L=labelled_400 D=train_dataloader.dataset
#   python tools/train.py configs/downstream/mask-rcnn_r18_shapesworld.py \
#       --work-dir work_dirs/plan-b/mask-rcnn \
#       --cfg-options $D.ann_file=annotations/instances_$L.json
#   python tools/train.py configs/downstream/depth_r18_shapesworld.py \
#       --work-dir work_dirs/plan-b/depth \
#       --cfg-options $D.ann_file=ImageSets/Segmentation/$L.txt $D.indices=400
#   python tools/train.py configs/downstream/minet_r18_shapesworld.py \
#       --work-dir work_dirs/plan-b/saliency
#
# and, for `same_labels`, a segmenter of the same 400 in the oracle's place:
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld.py \
#       --work-dir work_dirs/plan-b/fpn \
#       --cfg-options $D.ann_file=ImageSets/Segmentation/$L.txt
_downstream = 'configs/downstream'
_others = [
    dict(
        type='mmflexgen.MMDetAnnotator',
        config=f'{_downstream}/mask-rcnn_r18_shapesworld.py',
        checkpoint='work_dirs/plan-b/mask-rcnn/iter_2000.pth'),
    dict(
        type='mmflexgen.MMSegAnnotator',
        kind='depth',
        config=f'{_downstream}/depth_r18_shapesworld.py',
        checkpoint='work_dirs/plan-b/depth/iter_1600.pth'),
    dict(
        type='mmflexgen.MMSegAnnotator',
        kind='saliency',
        config=f'{_downstream}/minet_r18_shapesworld.py',
        checkpoint='work_dirs/plan-b/saliency/iter_2400.pth'),
]
annotators = [
    dict(
        type='mmflexgen.MMSegAnnotator',
        config=f'{_downstream}/shapesworld_oracle.py',
        checkpoint='checkpoints/shapesworld_oracle/oracle.pth'), *_others
]
same_labels = [
    dict(
        type='mmflexgen.MMSegAnnotator',
        config=f'{_downstream}/fpn_r18_shapesworld.py',
        checkpoint='work_dirs/plan-b/fpn/iter_2400.pth'), *_others
]
# One folder in four layouts. Images of depth and saliency are the same files.
exporters = [
    dict(type='mmflexgen.VOCExporter', img_suffix='.png',
         consumer=dict(type='mmflexgen.ShapesWorldDataset')),
    dict(type='mmflexgen.COCOInstanceExporter', img_suffix='.png'),
    dict(type='mmflexgen.NYUDepthExporter', img_suffix='.png'),
    dict(type='mmflexgen.SaliencyExporter', img_suffix='.png'),
]
