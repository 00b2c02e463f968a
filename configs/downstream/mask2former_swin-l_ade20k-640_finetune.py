# Second half of pre-training and fine-tuning on ADE20K: Mask2Former Swin-L
# goes on from mask2former_swin-l_ade20k-640_pretrain.py on real data.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_ade20k-640_finetune.py 8
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = './mask2former_swin-l_ade20k-640.py'

# Weights only: optimizer and schedule begin anew.
load_from = 'work_dirs/mask2former_swin-l_ade20k-640_pretrain/iter_160000.pth'
