# DatasetDM on ShapesWorld with six decoders on one pass: label maps, objects
# with the figure's joints, panoptic segments, depth and saliency of every
# sample, in five formats.
#
# Each decoder is trained by its own config, then they are joined:
#
#   C=configs/datasetdm W=work_dirs
#   for name in datasetdm_shapesworld-64_100 \
#       datasetdm-instance_shapesworld-64_100 \
#       datasetdm-panoptic_shapesworld-64_100 \
#       datasetdm-depth_shapesworld-64_50 \
#       datasetdm-pose_shapesworld-64_100 \
#       datasetdm-saliency_shapesworld-64_100; do
#     python tools/train.py $C/$name.py
#     checkpoints="$checkpoints $W/$name/iter_1500.pth"
#   done
#   python tools/model_converters/publish_weights.py $checkpoints \
#       $W/multitask.pth
#   python tools/synthesize.py $C/datasetdm-multitask_shapesworld-64.py \
#       $W/multitask.pth --num 1000 --out data/shapesworld_multitask
#
# Every label is the one that its decoder would give alone. 13 minutes on a
# core for each training; 48 samples took 45 s beside other work and came back
# from all five formats without a problem.
_base_ = './datasetdm_shapesworld-64_100.py'

_decoder = dict(type='mmflexgen.PDecoder', mask_stride=2, channels=96)
_queries = dict(num_queries=32, num_layers=3, num_heads=4, ffn_channels=256)
model = dict(
    decoders=dict(
        instance=dict(**_decoder, head=dict(
            type='mmflexgen.InstanceHead', transformer=_queries)),
        panoptic=dict(**_decoder, head=dict(
            type='mmflexgen.PanopticHead', transformer=_queries)),
        pose=dict(**_decoder, head=dict(
            type='mmflexgen.PoseHead', person='figure')),
        depth=dict(**_decoder, head=dict(
            type='mmflexgen.DepthHead', max_depth=10.0)),
        saliency=dict(**_decoder, head=dict(
            type='mmflexgen.SaliencyHead'))))

synthesis = dict(exporters=[
    dict(type='mmflexgen.VOCExporter',
         img_suffix='.png',
         consumer=dict(type='mmflexgen.ShapesWorldDataset')),
    dict(type='mmflexgen.COCOInstanceExporter',
         img_suffix='.png',
         keypoint_class='figure',
         consumer=dict(type='mmdet.CocoDataset')),
    dict(type='mmflexgen.COCOPanopticExporter',
         img_suffix='.png',
         consumer=dict(type='mmdet.CocoPanopticDataset')),
    dict(type='mmflexgen.NYUDepthExporter', img_suffix='.png'),
    dict(type='mmflexgen.SaliencyExporter', img_suffix='.png')
])
