# FlexDataset on ShapesWorld with four decoders (VAG Plan A) on one pass: label
# maps, objects, depth and mattes of every sample, in four formats.
#
# The decoders are trained by their own configs and joined by
# tools/model_converters/publish_weights.py:
#
#   D=work_dirs/flexdataset
#   python tools/model_converters/publish_weights.py \
#       $D-semantic_shapesworld-64_100/iter_1000.pth \
#       $D-instance_shapesworld-64_100/iter_1000.pth \
#       $D-depth_shapesworld-64_100/iter_1000.pth \
#       $D-saliency_shapesworld-64_100/iter_1000.pth \
#       work_dirs/flexdataset_multitask.pth
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset-multitask_shapesworld-64_100.py \
#       work_dirs/flexdataset_multitask.pth \
#       --num 2000 --out data/shapesworld_flexdataset_100_plan-a
#
# Those tuned on Plan B's labels ($D-*_shapesworld-64_plan-b) are joined to
# work_dirs/flexdataset_multitask_plan-b.pth, and write
# data/shapesworld_flexdataset_100_plan-a-of-b.
#
# 15 minutes for 2,000 samples on a core. Label maps against the oracle: 75.2
# mIoU; it finds 92.1 % of the classes asked for.
_base_ = [
    './flexdataset_shapesworld-64_100.py',
    '../_base_/synthesis/shapesworld_four_layouts.py'
]

_queries = dict(num_queries=32, num_layers=3, num_heads=4, ffn_channels=256)
_seem = dict(type='mmflexgen.SEEMDecoder', mask_stride=2, channels=96,
             pixel_channels=96)
model = dict(
    decoders=dict(
        semantic=dict(**_seem, head=dict(
            type='mmflexgen.SemanticHead', transformer=_queries)),
        instance=dict(**_seem, head=dict(
            type='mmflexgen.InstanceHead', transformer=_queries)),
        depth=dict(
            type='mmflexgen.DepthAnythingDecoder',
            sizes=dict(neck_hidden_sizes=[32, 48, 64, 96],
                       fusion_hidden_size=64, head_hidden_size=32),
            max_depth=10.0),
        saliency=dict(
            type='mmflexgen.MINetDecoder', mask_stride=2, channels=64)),
    restrict_to_composition=True)

synthesis = dict(exporters=_base_.four_layouts)
