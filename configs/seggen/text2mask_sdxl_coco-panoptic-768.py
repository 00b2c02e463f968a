# SegGen's Text2Mask on COCO's panoptic labels with SDXL-base, 768 px. The
# paper has no samples of it: those of COCO are ImgSyn's.
#
#   python tools/caption.py configs/captioners/blip2_coco.py \
#       --out data/coco/captions.jsonl
#   tools/dist_train.sh configs/seggen/text2mask_sdxl_coco-panoptic-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand.
_base_ = './mask2img_sdxl_coco-panoptic-768.py'

work_dir = 'work_dirs/seggen/text2mask_sdxl_coco-panoptic-768'
model = dict(
    type='mmflexgen.Text2Mask', base_model=dict(num_inference_steps=200))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
