# mmseg's Mask2Former with Swin-L on ADE20K, on real data alone: the baseline
# of SegGen's table 1 (56.1 mIoU).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_ade20k-640.py 8
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = ('mmseg::mask2former/mask2former_swin-l-in22k-384x384-pre_8xb2-160k_'
          'ade20k-640x640.py')
default_scope = 'mmseg'

# ImageNet-22k weights in mmseg's form, fetched once by hand:
# https://download.openmmlab.com/mmsegmentation/v0.5/pretrain/swin/
# swin_large_patch4_window12_384_22k_20220412-6580f57d.pth
model = dict(backbone=dict(init_cfg=dict(
    checkpoint='checkpoints/swin_large_patch4_window12_384_22k_'
    '20220412-6580f57d.pth')))
