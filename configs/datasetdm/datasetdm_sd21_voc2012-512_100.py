# DatasetDM on PASCAL VOC 2012 with Stable Diffusion 2.1 (its base model, of
# 512 px), from the 100 labelled images of datasetdm_sd15_voc2012-512_100.py:
#
#   python tools/train.py configs/datasetdm/datasetdm_sd21_voc2012-512_100.py
#
# Not run: VOC and the weights are not at hand. The paper has Stable Diffusion
# 1 alone. benchmarks/datasetdm_real_size.py tries the size with random
# weights.
_base_ = './datasetdm_sd15_voc2012-512_100.py'

model = dict(base_model=dict(
    pretrained='checkpoints/stable-diffusion-2-1-base'))
