# Domain generalization (FreeGen, table 5): trained on Cityscapes or ADE20K, or
# on FreeGen's 40,000 samples of PASCAL VOC's classes, tested on PASCAL VOC
# val. Mask2Former R50 on car, person and motorbike; the paper's mIoU: 29.2
# from Cityscapes, 68.0 from ADE20K, 80.0 from FreeGen. DatasetDM's row (73.6):
# voc2012_domain.py.
#
#   (the commands of pseudo-labels-sam_sd21_voc2012-512.py,
#    asr_sd21_voc2012-512.py and egd_sd21_voc2012-512.py in configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_domain.py \
#       --out work_dirs/comparisons/voc2012_freegen_domain \
#       --launcher pytorch
#
# Twelve runs; the samples serve both settings, so three of them are repeated.
# Not run: it wants data, weights and GPUs.
_base_ = './voc2012_domain.py'

_generator = 'egd_sd21_voc2012-512'
comparison = dict(settings=[
    dict(
        setting,
        synthetic=dict(setting.synthetic,
                       data_root='data/voc2012_freegen_egd'),
        generator_labels='none',
        synthesize='python tools/synthesize.py configs/freegen/'
        f'{_generator}.py work_dirs/{_generator}/epoch_20.pth --num 40000 '
        '--out data/voc2012_freegen_egd')
    for setting in _base_.comparison.settings
])
