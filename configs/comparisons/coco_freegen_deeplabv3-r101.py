# FreeGen's table on COCO 2017, 80 classes and the background: DeepLabV3 R101,
# 80,000 samples of a generator that read no label (table 2: 37.4 mIoU). Beside
# them all real images, of which the paper has no row. Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_coco-512.py, asr_sd21_coco-512.py
#    and egd_sd21_coco-512.py in configs/freegen)
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/coco_freegen_deeplabv3-r101.py \
#       --out work_dirs/comparisons/coco_freegen_deeplabv3-r101 \
#       --launcher pytorch
#
# The real labels are COCO-Stuff's, as mmseg converts them; pixels without any
# do not count. Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/deeplabv3_r101_coco-semantic.py',
    '../_base_/comparisons/coco_freegen.py'
]

comparison = dict(
    # mmseg's rate for its batch of 16, by SGD.
    lrs=(1e-2, ),
    settings=[
        dict(
            _base_.freegen_setting,
            synthetic=dict(
                _base_.coco_samples,
                pipeline=[*_base_.coco_load_samples, *_base_.augment]))
    ])
