# DatasetDM with Stable Diffusion 1.5 at 512 px and six decoders on one pass:
# label maps, objects with a person's joints, panoptic segments, depth and
# saliency of every sample, with COCO's classes.
#
# Decoders are trained apart and joined, as in
# datasetdm-multitask_shapesworld-64.py: instances by
# datasetdm-instance_sd15_coco-512_400.py, poses by
# datasetdm-pose_sd15_coco-512_800.py, depth by
# datasetdm-depth_sd15_nyu-512_50.py. The other three are trained as their
# likes on ShapesWorld are; a config without them leaves out their exporters
# too.
#
# Not run: the data and the weights are not at hand.
# tools/model_converters/random_decoders.py stands in for the trainings where
# only time and memory are asked.
_base_ = './datasetdm-instance_sd15_coco-512_400.py'

_things = _base_.model.metainfo.thing_classes
_decoder = dict(type='mmflexgen.PDecoder')
model = dict(
    metainfo=dict(
        classes=('background', *_things),
        # Any colours that differ.
        palette=[[index * 73 % 256, index * 151 % 256, index * 199 % 256]
                 for index in range(len(_things) + 1)],
        stuff_classes=('background', ),
        keypoints=(
            'nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
            'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
            'left_wrist', 'right_wrist', 'left_hip', 'right_hip',
            'left_knee', 'right_knee', 'left_ankle', 'right_ankle')),
    decoders=dict(
        semantic=dict(**_decoder, head=dict(type='mmflexgen.SemanticHead')),
        panoptic=dict(**_decoder, head=dict(type='mmflexgen.PanopticHead')),
        pose=dict(**_decoder, head=dict(type='mmflexgen.PoseHead')),
        depth=dict(**_decoder, head=dict(
            type='mmflexgen.DepthHead', max_depth=10.0)),
        saliency=dict(**_decoder, head=dict(
            type='mmflexgen.SaliencyHead'))))

_ids = _base_.synthesis.exporters[0].category_ids
synthesis = dict(exporters=[
    dict(type='mmflexgen.VOCExporter',
         consumer=dict(type='mmseg.BaseSegDataset',
                       metainfo=dict(classes=('background', *_things)))),
    dict(_base_.synthesis.exporters[0], keypoint_class='person'),
    dict(type='mmflexgen.COCOPanopticExporter',
         category_ids=[*_ids, 91],
         consumer=dict(type='mmdet.CocoPanopticDataset')),
    dict(type='mmflexgen.NYUDepthExporter'),
    dict(type='mmflexgen.SaliencyExporter')
])
