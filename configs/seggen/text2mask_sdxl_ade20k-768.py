# SegGen's Text2Mask on ADE20K with SDXL-base, 768 px: the paper's schedule.
#
#   python tools/caption.py configs/captioners/blip2_ade20k.py \
#       --out data/ade/captions.jsonl
#   tools/dist_train.sh configs/seggen/text2mask_sdxl_ade20k-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand. The paper trains
# for 30,000 iterations and says nothing of the batch. Weights, gradients and
# moments of the UNet's 2.6 G parameters are 41 GB in float32.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/datasets/ade20k_colour_maps.py',
    '../_base_/models/seggen_sdxl.py', '../_base_/schedules/seggen_sdxl.py'
]
default_scope = 'mmseg'

work_dir = 'work_dirs/seggen/text2mask_sdxl_ade20k-768'
model = dict(
    type='mmflexgen.Text2Mask',
    base_model=dict(num_inference_steps=200),
    codec=_base_.codec)

default_hooks = dict(checkpoint=dict(interval=5000))
custom_hooks = [
    *_base_.custom_hooks,
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
# Processes draw noise and captions of their own.
randomness = dict(seed=0, diff_rank_seed=True)
