# What FreeGen's rectification is trained on, at the paper's size, for
# Cityscapes: samples of Stable Diffusion 2.1, labelled by SAM.
#
#   python tools/synthesize.py \
#       configs/freegen/pseudo-labels-sam_sd21_cityscapes-512.py \
#       --num 10000 \
#       --out work_dirs/freegen/pseudo-labels-sam_sd21_cityscapes-512
#
# Not run: the weights are not at hand. The paper does not say how many
# samples this stage has.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/freegen_sd21.py',
    '../_base_/synthesis/cityscapes.py',
    '../_base_/datasets/freegen_cityscapes.py'
]
default_scope = 'mmseg'

model = _base_.labels
synthesis = dict(exporters={{_base_.exporters}}, **_base_.choice)
