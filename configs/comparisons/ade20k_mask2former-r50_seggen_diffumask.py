# SegGen against DiffuMask (table 5): Mask2Former R50 on samples alone, IoU on
# ADE20K val of
#
#                         bus    car    person  mean
#   real data             87.9   82.5   79.4    83.3
#   DiffuMask             43.4   67.3   60.2    57.0
#   MaskSyn               72.1   70.2   77.2    73.2
#   ImgSyn                82.3   79.1   78.6    80.0
#   MaskSyn and ImgSyn    86.4   81.5   78.7    82.2
#
# Twelve runs; samples: ade20k_mask2former-r50_seggen.py. Models learn all 150
# classes; DiffuMask's row is its authors'.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_mask2former-r50_seggen_diffumask.py \
#       --out work_dirs/comparisons/ade20k_r50_diffumask --launcher pytorch
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(diffumask=['bus', 'car', 'person']))
test_evaluator = val_evaluator
comparison = dict(metric='mIoU/diffumask', rows=('real', 'synthetic'),
                  settings=_base_.all_samples)
