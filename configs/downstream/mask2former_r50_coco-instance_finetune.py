# Second half of pre-training and fine-tuning on COCO: Mask2Former R50 goes
# on from mask2former_r50_coco-instance_pretrain.py on real data.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-instance_finetune.py 8
#
# The row to compare with goes on from as long a training on real data:
#   --cfg-options \
#       load_from=work_dirs/mask2former_r50_coco-instance/iter_368750.pth
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './mask2former_r50_coco-instance.py'

# Weights only: optimizer and schedule begin anew.
load_from = ('work_dirs/mask2former_r50_coco-instance_pretrain/'
             'iter_368750.pth')
