# Second half of pre-training and fine-tuning on ADE20K: HRNet W48 goes on
# from fcn_hrnet-w48_ade20k-512_pretrain.py on real data.
#
#   bash tools/dist_train.sh \
#       configs/downstream/fcn_hrnet-w48_ade20k-512_finetune.py 4
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = './fcn_hrnet-w48_ade20k-512.py'

# Weights only: optimizer and schedule begin anew.
load_from = 'work_dirs/fcn_hrnet-w48_ade20k-512_pretrain/iter_100000.pth'
