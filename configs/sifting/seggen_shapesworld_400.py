# SegGen's samples of ShapesWorld, sifted: the half stays in which a segmenter
# best finds the masks. It was trained on the same 400 real images, so no other
# label takes part.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld.py \
#       --work-dir work_dirs/fpn_r18_shapesworld_400 --cfg-options \
#       train_dataloader.dataset.ann_file=\
# ImageSets/Segmentation/labelled_400.txt
#   for way in masksyn imgsyn; do
#     python tools/dataset_converters/synthetic.py \
#         data/shapesworld_${way}_400 data/shapesworld_${way}_400_sifted \
#         --config configs/sifting/seggen_shapesworld_400.py
#   done
#
# Each class has a contest of its own, or hard classes would go missing.
_base_ = '../_base_/default_runtime.py'

synthesis = dict(
    exporters=[dict(
        type='mmflexgen.VOCExporter',
        img_suffix='.png',
        consumer=dict(type='mmflexgen.ShapesWorldDataset'))],
    filters=[dict(
        type='mmflexgen.AlignmentFilter',
        config='configs/downstream/fpn_r18_shapesworld.py',
        checkpoint='work_dirs/fpn_r18_shapesworld_400/iter_2400.pth')],
    selections=[dict(
        type='mmflexgen.BestFraction',
        score='alignment',
        fraction=0.5,
        per='class')])
