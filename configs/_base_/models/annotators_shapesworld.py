# Whole perception models for ShapesWorld's images (Plan B), trained on the 100
# images of `labelled_100`:
#
#   for name in fpn mask-rcnn minet; do
#     python tools/train.py configs/downstream/${name}_r18_shapesworld.py
#   done
#   python tools/train.py configs/downstream/depth_r18_shapesworld.py \
#       --work-dir work_dirs/depth_r18_shapesworld_100 \
#       --cfg-options train_dataloader.dataset.indices=100
_downstream = 'configs/downstream'
annotators = [
    dict(
        type='mmflexgen.MMSegAnnotator',
        config=f'{_downstream}/fpn_r18_shapesworld.py',
        checkpoint='work_dirs/fpn_r18_shapesworld/iter_2400.pth'),
    dict(
        type='mmflexgen.MMDetAnnotator',
        config=f'{_downstream}/mask-rcnn_r18_shapesworld.py',
        checkpoint='work_dirs/mask-rcnn_r18_shapesworld/iter_2000.pth'),
    dict(
        type='mmflexgen.MMSegAnnotator',
        kind='depth',
        config=f'{_downstream}/depth_r18_shapesworld.py',
        checkpoint='work_dirs/depth_r18_shapesworld_100/iter_1600.pth'),
    dict(
        type='mmflexgen.MMSegAnnotator',
        kind='saliency',
        config=f'{_downstream}/minet_r18_shapesworld.py',
        checkpoint='work_dirs/minet_r18_shapesworld/iter_2400.pth'),
]
