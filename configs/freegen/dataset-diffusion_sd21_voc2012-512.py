# Dataset Diffusion with Stable Diffusion 2.1 on PASCAL VOC, which FreeGen is
# compared with: 40,000 samples drawn from the same requests as FreeGen's.
#
#   python tools/synthesize.py \
#       configs/freegen/dataset-diffusion_sd21_voc2012-512.py \
#       --num 40000 --out data/voc2012_dataset-diffusion
#
# Not run: the weights are not at hand. The original's samples teach
# Mask2Former R50 60.5 mIoU on VOC (FreeGen, table 2).
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/sd21.py',
    '../_base_/synthesis/voc_prompts.py',
    '../_base_/datasets/freegen_voc2012.py'
]
default_scope = 'mmseg'

# Grids, power and uncertainty are the original's. It also writes the class
# names behind the prompt: append_classes=True, which draws other images.
model = dict(type='mmflexgen.DatasetDiffusion', **_base_.labels)
synthesis = dict(exporters={{_base_.exporters}})
