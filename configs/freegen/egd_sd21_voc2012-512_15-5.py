# FreeGen's grounding decoder trained on PASCAL VOC's 15 seen classes and asked
# for all 20.
#
#   (first asr_sd21_voc2012-512_15-5.py, whose last command writes data_root)
#   python tools/train.py configs/freegen/egd_sd21_voc2012-512_15-5.py
#   python tools/synthesize.py configs/freegen/egd_sd21_voc2012-512_15-5.py \
#       work_dirs/egd_sd21_voc2012-512_15-5/epoch_20.pth \
#       --num 40000 --out data/voc2012_freegen_egd_15-5
#
# Not run: the weights are not at hand. The paper's samples teach a segmenter
# 70.1 mIoU seen and 51.9 unseen with ResNet-50, 77.9 and 64.9 with Swin-B
# (table 4).
_base_ = './egd_sd21_voc2012-512.py'

train_dataloader = dict(dataset=dict(dataset=dict(
    data_root='data/voc2012_freegen_15-5')))
