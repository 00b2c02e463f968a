# MaskSyn on ADE20K: 10 samples of each of the 20,210 real ones, 202,100 in
# all, as in the paper.
#
#   tools/dist_synthesize.sh 8 configs/seggen/masksyn_sdxl_ade20k-768.py \
#       --num 202100 --out data/ade_masksyn
#
# Not run: neither the data nor SDXL's weights are at hand. To expect, with
# ImgSyn's samples and p_aug 0.6: Mask2Former R50 47.2 -> 49.9 mIoU, Swin-L
# 56.1 -> 57.4 (table 1).
_base_ = [
    '../_base_/default_runtime.py', '../_base_/datasets/ade20k_colour_maps.py',
    '../_base_/models/mask2img_sdxl.py',
    '../_base_/synthesis/ade20k_captions.py'
]
default_scope = 'mmseg'

model = dict(
    type='mmflexgen.MaskSyn',
    metainfo='mmseg.ADE20KDataset',
    size=768,
    text2mask=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='work_dirs/seggen/text2mask_sdxl_ade20k-768/export',
        dtype='bfloat16',
        sampler='euler',
        num_inference_steps=200,
        guidance_scale=5.0,
        truncate_prompts=True),
    mask2img=dict(
        controlnet='work_dirs/seggen/mask2img_sdxl_ade20k-768/export'))
