# SegGen's Mask2Img on COCO's panoptic labels with SDXL-base, 768 px: the
# paper's schedule.
#
#   python tools/caption.py configs/captioners/blip2_coco.py \
#       --out data/coco/captions.jsonl
#   tools/dist_train.sh configs/seggen/mask2img_sdxl_coco-panoptic-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/coco_panoptic_colour_maps.py',
    '../_base_/models/seggen_sdxl.py', '../_base_/schedules/seggen_sdxl.py'
]
default_scope = 'mmdet'

work_dir = 'work_dirs/seggen/mask2img_sdxl_coco-panoptic-768'
model = dict(
    type='mmflexgen.Mask2Img',
    base_model=dict(num_inference_steps=40),
    codec=_base_.codec)

default_hooks = dict(checkpoint=dict(interval=5000))
custom_hooks = [
    *_base_.custom_hooks,
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
# Processes draw noise and captions of their own.
randomness = dict(seed=0, diff_rank_seed=True)
