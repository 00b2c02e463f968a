# Captions of ShapesWorld from its labels; no model is needed.
#
#   python tools/caption.py configs/captioners/labels_shapesworld.py \
#       --out work_dirs/captions/shapesworld_400.jsonl
dataset = dict(
    type='mmflexgen.ShapesWorldDataset',
    data_root='data/shapesworld',
    ann_file='ImageSets/Segmentation/labelled_400.txt')
captioner = dict(type='mmflexgen.LabelCaptioner')
