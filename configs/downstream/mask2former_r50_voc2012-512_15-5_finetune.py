# Second half of pre-training and fine-tuning, zero-shot 15/5 on PASCAL VOC
# 2012: Mask2Former R50 goes on from
# mask2former_r50_voc2012-512_15-5_pretrain.py on real data of the 15 seen
# classes.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_voc2012-512_15-5_finetune.py 8
#
# The paper's ResNet-101 (80.3, 71.5, 75.6): both halves in folders of their
# own, with
#
#   --cfg-options model.backbone.depth=101 \
#       model.backbone.init_cfg.checkpoint=checkpoints/resnet101-cd907fc2.pth
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './mask2former_r50_voc2012-512_15-5.py'

# Weights only: optimizer and schedule begin anew.
load_from = ('work_dirs/mask2former_r50_voc2012-512_15-5_pretrain/'
             'iter_40000.pth')
