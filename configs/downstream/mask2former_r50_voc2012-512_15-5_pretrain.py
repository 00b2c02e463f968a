# First half of pre-training and fine-tuning, zero-shot 15/5 on PASCAL VOC 2012
# (FreeGen, table 4: mIoU seen, unseen, harmonic 77.7, 63.4, 69.8;
# 70.1, 51.9, 59.6 without real data): Mask2Former R50 on samples of all
# 20 classes, whose generator was trained on 15.
#
#   for half in pretrain finetune; do
#     bash tools/dist_train.sh \
#         configs/downstream/mask2former_r50_voc2012-512_15-5_$half.py 8
#   done
#
# Samples: configs/freegen/egd_sd21_voc2012-512_15-5.py. Not run: it wants VOC,
# weights and GPUs.
_base_ = './mask2former_r50_voc2012-512_15-5.py'

train_dataloader = dict(dataset=dict(
    data_root='data/voc2012_freegen_egd_15-5',
    data_prefix=dict(seg_map_path='SegmentationClass'),
    ann_file='ImageSets/Segmentation/train.txt',
    pipeline={{_base_.train_pipeline}}))
