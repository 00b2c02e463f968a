# First half of pre-training and fine-tuning: Mask R-CNN on synthetic images
# only, in the layout of COCO that tools/synthesize.py writes.
# mask-rcnn_r18_shapesworld_finetune.py is the second half.
#
#   python tools/train.py \
#       configs/downstream/mask-rcnn_r18_shapesworld_pretrain.py
#
# Not run to its end yet.
_base_ = './mask-rcnn_r18_shapesworld.py'

train_dataloader = dict(
    dataset=dict(
        data_root='data/shapesworld_synth_100_coco/',
        ann_file='annotations/instances_train.json',
        data_prefix=dict(img='train/')))
