# As mask2img_sdxl_coco-panoptic-768.py, from COCO's objects alone, on a
# background of one colour.
#
#   python tools/caption.py configs/captioners/blip2_coco.py \
#       --out data/coco/captions.jsonl
#   tools/dist_train.sh configs/seggen/mask2img_sdxl_coco-instance-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand.
_base_ = [
    './mask2img_sdxl_coco-panoptic-768.py',
    '../_base_/datasets/coco_instance_colour_maps.py'
]

work_dir = 'work_dirs/seggen/mask2img_sdxl_coco-instance-768'
model = dict(codec=_base_.instance_codec)
train_dataloader = dict(dataset=dict(_delete_=True, **_base_.instance_train))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
