# Compositions drawn from the statistics of the 100 labelled images, to images
# with the boxes that were asked for.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_100.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100.py \
#       --num 2000 --out data/shapesworld_flexdataset_100
#   (with --layouts FILE the compositions of a file)
#   python tools/rearrange.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100.py \
#       --layouts FILE --edit move 0 0.2 0 --out work_dirs/rearrange
#
# 0.5 s a sample on a core. Boxes are the only annotation here; configs with
# decoders or whole perception models add others. How well scenes hold their
# boxes: flexdataset_shapesworld-64_100_fidelity.py.
_base_ = '../_base_/default_runtime.py'
default_scope = 'mmdet'

model = dict(
    type='mmflexgen.FlexDataset',
    metainfo='mmflexgen.ShapesWorldDataset',
    base_model=dict(
        type='mmflexgen.ComposedDiffusion',
        # Stage 1 (c2i_shapesworld-64.py), whose UNet stays as it is.
        pretrained='checkpoints/shapesworld_c2i-64',
        mimc='work_dirs/flexdataset/c2i_shapesworld-64_100/export',
        # The same scenes to the eye as in float32, in less time.
        dtype='bfloat16',
        num_inference_steps=30,
        # Guided at every step, 30 % of the pixels would be white (in real
        # images 16) and purple gone: early steps decide colours.
        guidance_scale=3.0,
        guidance_interval=(1, 500),
        truncate_prompts=True))
layouts = dict(
    type='mmflexgen.CocoLayouts',
    data_root='data/shapesworld',
    ann_files=['annotations/instances_labelled_100.json'],
    img_prefix='JPEGImages')
synthesis = dict(
    source=dict(
        type='mmflexgen.CompositionSource',
        composer=dict(type='mmflexgen.SampledCompositions',
                      layouts=layouts)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(type='mmflexgen.COCOInstanceExporter',
                    img_suffix='.png')],
    batch_size=16,
    max_attempts=5)
