# How many synthetic images (DatasetDM, table 3): 100 real with the first 100
# or 400 of the 40,000 samples, Mask2Former Swin-B (67.9 and 76.1 mIoU joint;
# 65.2 without any, 78.5 with all: voc2012_mask2former-swin-b.py). Six runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_sizes.py \
#       --out work_dirs/comparisons/voc2012_swin-b_sizes --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

_all = _base_.comparison.settings[0]
comparison = dict(
    rows=('joint', ),
    settings=[
        dict(_all, name=f'{num} synthetic images',
             synthetic=dict(_all.synthetic, indices=num))
        for num in (100, 400)
    ])
