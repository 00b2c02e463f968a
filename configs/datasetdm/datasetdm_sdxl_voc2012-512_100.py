# DatasetDM on PASCAL VOC 2012 with SDXL at 512 px, from the 100 labelled
# images of datasetdm_sd15_voc2012-512_100.py:
#
#   python tools/train.py configs/datasetdm/datasetdm_sdxl_voc2012-512_100.py
#
# SDXL was trained at 1024 px (datasetdm_sdxl_voc2012-1024_100.py); at 512 it
# takes a quarter of the time, and draws worse.
#
# Not run: VOC and the weights are not at hand. The paper has Stable Diffusion
# 1 alone. benchmarks/datasetdm_real_size.py tries the size with random
# weights.
_base_ = './datasetdm_sd15_voc2012-512_100.py'

model = dict(base_model=dict(
    pretrained='checkpoints/stable-diffusion-xl-base-1.0',
    dtype='bfloat16',
    image_size=512))
