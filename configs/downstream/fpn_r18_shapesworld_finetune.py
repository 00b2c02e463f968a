# Second half of pre-training and fine-tuning: the student goes on from
# fpn_r18_shapesworld_pretrain.py on 100 real images.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld_finetune.py
#
# As long as fpn_r18_shapesworld.py; not run to its end yet.
_base_ = './fpn_r18_shapesworld.py'

# Weights only: optimizer and schedule begin anew.
load_from = 'work_dirs/fpn_r18_shapesworld_pretrain/iter_2400.pth'
# A third of the rate from scratch; not tuned.
optim_wrapper = dict(optimizer=dict(lr=3e-3))
