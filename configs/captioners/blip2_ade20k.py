# Captions of ADE20K's training images as in SegGen's paper: BLIP-2 answers
# "Question: What are shown in the photo? Answer:".
#
#   python tools/caption.py configs/captioners/blip2_ade20k.py \
#       --out data/ade/captions.jsonl \
#       --cfg-options captioner.path=/models/blip2-flan-t5-xxl
#
# Not run yet at this size: the xxl model needs 25 GB in bfloat16.
dataset = dict(
    type='mmseg.ADE20KDataset',
    data_root='data/ade/ADEChallengeData2016',
    data_prefix=dict(img_path='images/training',
                     seg_map_path='annotations/training'))
captioner = dict(
    type='mmflexgen.Blip2Captioner',
    path='/models/blip2-flan-t5-xxl',
    dtype='bfloat16')
