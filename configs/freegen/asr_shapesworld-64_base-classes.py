# Attention Self-Rectification trained on samples of the nine base classes,
# and the samples of these classes that the decoder learns from.
#
#   (first pseudo-labels_shapesworld-64_base-classes.py)
#   python tools/train.py configs/freegen/asr_shapesworld-64_base-classes.py
#   python tools/synthesize.py \
#       configs/freegen/asr_shapesworld-64_base-classes.py \
#       work_dirs/asr_shapesworld-64_base-classes/epoch_20.pth \
#       --num 2000 --out data/shapesworld_freegen_base-classes
#
# On one of two busy cores 3 minutes, and 18 for the samples.
_base_ = [
    './asr_shapesworld-64.py', '../_base_/datasets/shapesworld_groups.py'
]

train_dataloader = dict(dataset=dict(
    data_root='work_dirs/freegen/'
    'pseudo-labels_shapesworld-64_base-classes'))
synthesis = dict(source=dict(classes={{_base_.seen}}))
