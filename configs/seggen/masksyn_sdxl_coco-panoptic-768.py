# MaskSyn on COCO with panoptic and instance labels: 10 samples of each of the
# 118,287 real ones. The paper has no such samples: it leaves open how to find
# instances in colour maps (docs/en/seggen.md).
#
#   for model in text2mask mask2img; do
#     tools/dist_train.sh configs/seggen/${model}_sdxl_coco-panoptic-768.py 8
#   done
#   tools/dist_synthesize.sh 8 \
#       configs/seggen/masksyn_sdxl_coco-panoptic-768.py \
#       --num 1182870 --out data/coco_masksyn
#
# Not run: neither the data nor SDXL's weights are at hand.
_base_ = './imgsyn_sdxl_coco-panoptic-768.py'

model = dict(
    _delete_=True,
    type='mmflexgen.MaskSyn',
    metainfo=_base_.model.metainfo,
    panoptic=True,
    codec=_base_.model.codec,
    size=768,
    text2mask=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='work_dirs/seggen/text2mask_sdxl_coco-panoptic-768/export',
        dtype='bfloat16',
        sampler='euler',
        num_inference_steps=200,
        guidance_scale=5.0,
        truncate_prompts=True),
    mask2img=_base_.model.mask2img)
