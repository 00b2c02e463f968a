# ImgSyn on COCO: 10 images of each of the 118,287 panoptic masks, 1,182,870 in
# all, as in the paper. Panoptic and instance labels are both written.
#
#   tools/dist_synthesize.sh 8 \
#       configs/seggen/imgsyn_sdxl_coco-panoptic-768.py \
#       --num 1182870 --out data/coco_imgsyn
#
# Not run: neither the data nor SDXL's weights are at hand. To expect, trained
# on it and then on COCO: Mask2Former R50 52.0 -> 52.7 PQ (table 2).
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/coco_panoptic_colour_maps.py',
    '../_base_/models/mask2img_sdxl.py'
]
default_scope = 'mmdet'

model = dict(
    type='mmflexgen.ImgSyn',
    metainfo='mmdet.CocoPanopticDataset',
    panoptic=True,
    codec=dict(edge_width=2),
    dataset=_base_.square,
    mask2img=dict(
        controlnet='work_dirs/seggen/mask2img_sdxl_coco-panoptic-768/export'))

# COCO's own ids; of things it does not use these ten.
_things = [number for number in range(1, 91)
           if number not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)]
# Of stuff it leaves out more, and those from 184 on are merged classes.
_stuff = [
    92, 93, 95, 100, 107, 109, 112, 118, 119, 122, 125, 128, 130, 133, 138,
    141, 144, 145, 147, 148, 149, 151, 154, 155, 156, 159, 161, 166, 168, 171,
    175, 176, 177, 178, 180, 181, *range(184, 201)
]
synthesis = dict(
    source=dict(
        type='mmflexgen.RealSampleSource',
        dataset=_base_.dataset,
        captions='data/coco/captions.jsonl'),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[
        dict(type='mmflexgen.COCOPanopticExporter',
             category_ids=[*_things, *_stuff],
             consumer=dict(type='mmdet.CocoPanopticDataset')),
        dict(type='mmflexgen.COCOInstanceExporter',
             category_ids=_things,
             consumer=dict(type='mmdet.CocoDataset'))
    ],
    batch_size=4,
    max_attempts=5)
