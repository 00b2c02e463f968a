# Second half of pre-training and fine-tuning on PASCAL VOC 2012: Mask2Former
# R50 goes on from mask2former_r50_voc2012-512_pretrain.py on 5,000 real
# images. Which ones the paper does not say; here any:
#
#   cd data/VOCdevkit/VOC2012/ImageSets/Segmentation
#   shuf -n 5000 --random-source=<(yes) trainaug.txt > trainaug_5000.txt
#   cd -
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_voc2012-512_finetune.py 8
#
# How to make the folder of labels: the head of
# configs/comparisons/voc2012_mask2former-swin-b_full.py.
#
# The row to compare with has the same images and no pre-training:
#
#   --work-dir work_dirs/mask2former_r50_voc2012-512_5000 \
#   --cfg-options load_from=None
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './mask2former_r50_voc2012-512.py'

train_dataloader = dict(dataset=dict(
    data_prefix=dict(seg_map_path='SegmentationClassAug'),
    ann_file='ImageSets/Segmentation/trainaug_5000.txt'))
# Weights only: optimizer and schedule begin anew.
load_from = 'work_dirs/mask2former_r50_voc2012-512_pretrain/iter_40000.pth'
