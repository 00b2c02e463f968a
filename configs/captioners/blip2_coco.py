# Captions of COCO's training images as in SegGen's paper: BLIP-2 answers
# "Question: What are shown in the photo? Answer:".
#
#   python tools/caption.py configs/captioners/blip2_coco.py \
#       --out data/coco/captions.jsonl \
#       --cfg-options captioner.path=/models/blip2-flan-t5-xxl
#
# Not run yet at this size: the xxl model needs 25 GB in bfloat16.
dataset = dict(
    type='mmdet.CocoPanopticDataset',
    data_root='data/coco',
    ann_file='annotations/panoptic_train2017.json',
    data_prefix=dict(img='train2017', seg='annotations/panoptic_train2017'))
captioner = dict(
    type='mmflexgen.Blip2Captioner',
    path='/models/blip2-flan-t5-xxl',
    dtype='bfloat16')
