# First half of pre-training and fine-tuning on PASCAL VOC 2012 (FreeGen, table
# 1: 78.3 mIoU, 77.2 with all real images alone): Mask2Former R50 on samples
# alone.
#
#   for half in pretrain finetune; do
#     bash tools/dist_train.sh \
#         configs/downstream/mask2former_r50_voc2012-512_$half.py 8
#   done
#
# Samples: configs/freegen/egd_sd21_voc2012-512.py. Not run: it wants VOC,
# weights and GPUs.
_base_ = './mask2former_r50_voc2012-512.py'

train_dataloader = dict(dataset=dict(
    data_root='data/voc2012_freegen_egd',
    ann_file='ImageSets/Segmentation/train.txt'))
