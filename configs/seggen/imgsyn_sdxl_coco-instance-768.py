# ImgSyn on COCO's objects: as imgsyn_sdxl_coco-panoptic-768.py, without
# panoptic labels. 10 images of each of the 117,266 images with objects.
#
#   tools/dist_synthesize.sh 8 \
#       configs/seggen/imgsyn_sdxl_coco-instance-768.py \
#       --num 1172660 --out data/coco_imgsyn-instance
#
# Not run: neither the data nor SDXL's weights are at hand.
_base_ = [
    './imgsyn_sdxl_coco-panoptic-768.py',
    '../_base_/datasets/coco_instance_colour_maps.py'
]

model = dict(
    metainfo=dict(_delete_=True, **_base_.instance_metainfo),
    dataset=dict(_delete_=True, **_base_.instance_square),
    mask2img=dict(
        controlnet='work_dirs/seggen/mask2img_sdxl_coco-instance-768/export'))
synthesis = dict(
    source=dict(dataset=dict(_delete_=True, **_base_.instance_dataset)),
    exporters=[_base_.synthesis.exporters[1]])
