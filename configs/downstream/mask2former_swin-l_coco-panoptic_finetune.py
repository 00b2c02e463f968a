# Second half of pre-training and fine-tuning on COCO: Mask2Former Swin-L
# goes on from mask2former_swin-l_coco-panoptic_pretrain.py on real data.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-panoptic_finetune.py 16
#
# The row to compare with goes on from as long a training on real data:
#   --cfg-options \
#       load_from=work_dirs/mask2former_swin-l_coco-panoptic/iter_737500.pth
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './mask2former_swin-l_coco-panoptic.py'

# Weights only: optimizer and schedule begin anew.
load_from = ('work_dirs/mask2former_swin-l_coco-panoptic_pretrain/'
             'iter_737500.pth')
