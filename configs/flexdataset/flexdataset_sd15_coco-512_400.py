# Compositions drawn from the statistics of COCO-Stuff's layouts to images with
# boxes, 80 k as in the paper's table 3.
#
#   python tools/train.py \
#       configs/flexdataset/c2i_sd15_coco-stuff-512_400.py
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/flexdataset_sd15_coco-512_400.py \
#       --num 80000 --out data/coco_flexdataset_400
#
# Not run yet.
_base_ = ['../_base_/default_runtime.py',
          '../_base_/datasets/coco_stuff_layouts.py']
default_scope = 'mmdet'

model = dict(
    type='mmflexgen.FlexDataset',
    metainfo=dict(thing_classes=_base_.classes),
    base_model=dict(
        type='mmflexgen.ComposedDiffusion',
        pretrained='checkpoints/stable-diffusion-v1-5',
        mimc='work_dirs/flexdataset/c2i_sd15_coco-stuff-512_400/export',
        dtype='float16',
        num_inference_steps=50,
        guidance_scale=5.0,
        truncate_prompts=True))
synthesis = dict(
    source=dict(
        type='mmflexgen.CompositionSource',
        composer=dict(type='mmflexgen.SampledCompositions',
                      layouts=_base_.layouts)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(type='mmflexgen.COCOInstanceExporter')],
    batch_size=8,
    max_attempts=5)
