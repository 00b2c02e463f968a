# DatasetDM on ShapesWorld with four decoders on one pass: label maps, objects
# with the figure's joints, and depth of every sample, in three formats.
#
# The decoders are trained by their own configs and joined by
# tools/model_converters/publish_weights.py (docs/en/datasetdm.md):
#
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-multitask_shapesworld-64.py \
#       work_dirs/multitask.pth --num 1000 --out data/shapesworld_multitask
_base_ = './datasetdm_shapesworld-64_100.py'

_decoder = dict(type='mmflexgen.PDecoder', mask_stride=2, channels=96)
_queries = dict(num_queries=32, num_layers=3, num_heads=4, ffn_channels=256)
model = dict(
    decoders=dict(
        instance=dict(**_decoder, head=dict(
            type='mmflexgen.InstanceHead', transformer=_queries)),
        pose=dict(**_decoder, head=dict(
            type='mmflexgen.PoseHead', person='figure')),
        depth=dict(**_decoder, head=dict(
            type='mmflexgen.DepthHead', max_depth=10.0))))

synthesis = dict(exporters=[
    dict(type='mmflexgen.VOCExporter',
         img_suffix='.png',
         consumer=dict(type='mmflexgen.ShapesWorldDataset')),
    dict(type='mmflexgen.COCOInstanceExporter',
         img_suffix='.png',
         keypoint_class='figure',
         consumer=dict(type='mmdet.CocoDataset')),
    dict(type='mmflexgen.NYUDepthExporter', img_suffix='.png')
])
