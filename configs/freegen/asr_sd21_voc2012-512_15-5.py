# Attention Self-Rectification trained on samples of PASCAL VOC's 15 seen
# classes, and the samples of these classes that the decoder learns from.
#
#   (first pseudo-labels-sam_sd21_voc2012-512_15-5.py)
#   python tools/train.py configs/freegen/asr_sd21_voc2012-512_15-5.py
#   python tools/synthesize.py configs/freegen/asr_sd21_voc2012-512_15-5.py \
#       work_dirs/asr_sd21_voc2012-512_15-5/epoch_20.pth \
#       --num 40000 --out data/voc2012_freegen_15-5
#
# Not run: the weights are not at hand.
_base_ = [
    './asr_sd21_voc2012-512.py', '../_base_/datasets/voc2012_groups.py'
]

train_dataloader = dict(dataset=dict(
    data_root='work_dirs/freegen/pseudo-labels-sam_sd21_voc2012-512_15-5'))
synthesis = dict(source=dict(
    classes={{_base_.seen}},
    builder=dict(_delete_=True, type='mmflexgen.TemplatePrompt')))
