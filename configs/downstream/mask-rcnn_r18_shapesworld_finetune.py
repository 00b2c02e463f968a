# Second half of pre-training and fine-tuning: Mask R-CNN goes on from
# mask-rcnn_r18_shapesworld_pretrain.py on 100 real images.
#
#   python tools/train.py \
#       configs/downstream/mask-rcnn_r18_shapesworld_finetune.py
#
# Not run to its end yet.
_base_ = './mask-rcnn_r18_shapesworld.py'

# Weights only: optimizer and schedule begin anew.
load_from = 'work_dirs/mask-rcnn_r18_shapesworld_pretrain/iter_2000.pth'
# A third of the rate from scratch; not tuned.
optim_wrapper = dict(optimizer=dict(lr=3e-4))
