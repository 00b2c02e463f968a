# First half of pre-training and fine-tuning on COCO (SegGen, table 2: 58.0
# PQ, 57.3 after as long a pre-training on real data): Mask2Former Swin-L on
# ImgSyn's samples alone.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-panoptic_pretrain.py 16
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-panoptic_finetune.py 16
#
# Samples: configs/seggen/imgsyn_sdxl_coco-panoptic-768.py. Not run: it wants
# COCO, weights and GPUs.
_base_ = [
    './mask2former_swin-l_coco-panoptic.py',
    '../_base_/datasets/coco_imgsyn.py'
]

train_dataloader = dict(dataset=_base_.coco_imgsyn_panoptic)
