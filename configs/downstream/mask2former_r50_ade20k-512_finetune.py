# Second half of pre-training and fine-tuning on ADE20K: Mask2Former R50 goes
# on from mask2former_r50_ade20k-512_pretrain.py on real data.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_ade20k-512_finetune.py 8
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = './mask2former_r50_ade20k-512.py'

# Weights only: optimizer and schedule begin anew, as the paper's 160K + 160K.
load_from = ('work_dirs/mask2former_r50_ade20k-512_pretrain/'
             'iter_160000.pth')
