# FreeGen beside the methods without labels that are here, too, on PASCAL VOC
# 2012: Mask2Former R50 on 40,000 samples of each, drawn from the same prompts
# by Stable Diffusion 2.1. In the paper (table 2), with the authors' own
# samples: 60.5 mIoU from Dataset Diffusion, 57.4 from 60,000 of DiffuMask,
# 69.6 from FreeGen; of Attn2Mask, 62.2 for DeepLabV3 R50 from 80,000 samples.
# 12 runs.
#
#   F=configs/freegen
#   for method in dataset-diffusion diffumask attn2mask; do
#     tools/dist_synthesize.sh 8 $F/${method}_sd21_voc2012-512.py \
#         --num 40000 --out data/voc2012_$method
#   done
#   (FreeGen's: the commands of pseudo-labels-sam_sd21_voc2012-512.py,
#    asr_sd21_voc2012-512.py and egd_sd21_voc2012-512.py there)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-r50_methods.py \
#       --out work_dirs/comparisons/voc2012_freegen_methods --launcher pytorch
#
# In small: shapesworld_freegen.py. Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen.py'
]

_freegen = _base_.comparison.settings[0]
comparison = dict(
    rows=('synthetic', ),
    settings=[
        *(dict(
            _freegen,
            name=name,
            synthetic=dict(data_root=f'data/voc2012_{method}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            synthesize='python tools/synthesize.py configs/freegen/'
            f'{method}_sd21_voc2012-512.py --num 40000 '
            f'--out data/voc2012_{method}')
          for name, method in (('Dataset Diffusion', 'dataset-diffusion'),
                               ('DiffuMask', 'diffumask'),
                               ('Attn2Mask', 'attn2mask'))),
        dict(_freegen, name='FreeGen')
    ])
