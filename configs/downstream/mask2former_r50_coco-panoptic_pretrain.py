# First half of pre-training and fine-tuning on COCO (SegGen, table 2: 52.7
# PQ, 52.0 after as long a pre-training on real data): Mask2Former R50 on
# ImgSyn's samples alone.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-panoptic_pretrain.py 8
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-panoptic_finetune.py 8
#
# Samples: configs/seggen/imgsyn_sdxl_coco-panoptic-768.py. Not run: it wants
# COCO, weights and GPUs.
_base_ = [
    './mask2former_r50_coco-panoptic.py',
    '../_base_/datasets/coco_imgsyn.py'
]

train_dataloader = dict(dataset=_base_.coco_imgsyn_panoptic)
