# SegGen's Mask2Img on ADE20K with SDXL-base, 768 px: the paper's schedule.
#
#   python tools/caption.py configs/captioners/blip2_ade20k.py \
#       --out data/ade/captions.jsonl
#   tools/dist_train.sh configs/seggen/mask2img_sdxl_ade20k-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand. Only the
# ControlNet learns, 1.3 G parameters.
_base_ = './text2mask_sdxl_ade20k-768.py'

work_dir = 'work_dirs/seggen/mask2img_sdxl_ade20k-768'
model = dict(
    type='mmflexgen.Mask2Img',
    base_model=dict(num_inference_steps=40))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
