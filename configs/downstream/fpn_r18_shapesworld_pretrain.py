# First half of pre-training and fine-tuning: the student on synthetic images
# only. fpn_r18_shapesworld_finetune.py is the second half.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld_pretrain.py
#
# As long as fpn_r18_shapesworld.py; not run to its end yet.
_base_ = './fpn_r18_shapesworld.py'

train_dataloader = dict(
    dataset=dict(
        data_root='data/shapesworld_synth_100',
        ann_file='ImageSets/Segmentation/train.txt'))
