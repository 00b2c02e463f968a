# First half of pre-training and fine-tuning on Cityscapes' humans and vehicles
# (FreeGen, table 3: 91.9 mIoU, 90.8 with all real images alone):
# Mask2Former Swin-B on FreeGen's samples alone.
#
#   C=configs/downstream/mask2former_swin-b_cityscapes-512x1024_human-vehicle
#   bash tools/dist_train.sh ${C}_pretrain.py 8
#   bash tools/dist_train.sh ${C}_finetune.py 8
#
# Samples: configs/freegen/egd_sd21_cityscapes-512.py. Not run: it wants
# Cityscapes, weights and GPUs.
_base_ = './mask2former_swin-b_cityscapes-512x1024_human-vehicle.py'

train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_base_.pair_samples,
    pipeline=[*_base_.pair_load_samples, *_base_.augment]))
