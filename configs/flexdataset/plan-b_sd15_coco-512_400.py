# FlexDataset with VAG Plan B on COCO: masks by mmdet's Mask2Former and depth
# by Depth-Anything, 80 k images as in the paper's table 3.
#
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_coco-512_400.py \
#       --num 80000 --out data/coco_flexdataset_400_plan-b
#
# Not run yet: it wants the trained generator, weights and GPUs. Mask2Former
# has seen the labels of all of COCO; the paper's SEEM has seen more.
_base_ = './flexdataset_sd15_coco-512_400.py'

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=[
        dict(
            type='mmflexgen.MMDetAnnotator',
            config='mmdet::mask2former/'
            'mask2former_swin-s-p4-w7-224_8xb2-lsj-50e_coco.py',
            # Of mmdet's model zoo, fetched once by hand.
            checkpoint='checkpoints/mask2former_swin-s_coco-instance.pth'),
        dict(
            type='mmflexgen.TransformersDepthAnnotator',
            # depth-anything/Depth-Anything-V2-Metric-Indoor-Large-hf, whose
            # depth is in metres.
            pretrained='checkpoints/depth-anything-v2-metric-indoor-large')
    ])
synthesis = dict(exporters=[
    dict(type='mmflexgen.COCOInstanceExporter'),
    dict(type='mmflexgen.NYUDepthExporter')
])
