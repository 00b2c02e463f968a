# Samples of PASCAL VOC's 15 seen classes alone, for zero-shot 15/5.
#
#   python tools/synthesize.py \
#       configs/freegen/pseudo-labels-sam_sd21_voc2012-512_15-5.py \
#       --num 10000 \
#       --out work_dirs/freegen/pseudo-labels-sam_sd21_voc2012-512_15-5
#
# Not run: the weights are not at hand.
_base_ = [
    './pseudo-labels-sam_sd21_voc2012-512.py',
    '../_base_/datasets/voc2012_groups.py'
]

# The template names what it is asked for and no other class.
synthesis = dict(source=dict(
    classes={{_base_.seen}},
    builder=dict(_delete_=True, type='mmflexgen.TemplatePrompt')))
