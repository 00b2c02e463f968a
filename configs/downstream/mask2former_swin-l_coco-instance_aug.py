# Mask2Former Swin-L on COCO whose samples make way for ImgSyn's. The paper has
# no figure of this: of R50 it was behind pre-training (table 6b).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-instance_aug.py 16
#
# Samples: configs/seggen/imgsyn_sdxl_coco-panoptic-768.py. The paper does not
# say p_aug of COCO; 0.6 is that of ADE20K. Not run: it wants COCO, weights and
# GPUs.
_base_ = [
    './mask2former_swin-l_coco-instance.py',
    '../_base_/datasets/coco_imgsyn.py'
]

_real = _base_.train_dataloader.dataset
train_dataloader = dict(dataset=dict(
    _delete_=True,
    type='mmflexgen.MixedDataset',
    real=_real,
    synthetic=dict(_real, **_base_.coco_imgsyn_instance),
    p=0.6))
