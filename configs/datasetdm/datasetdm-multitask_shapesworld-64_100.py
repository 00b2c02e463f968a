# DatasetDM on ShapesWorld with four decoders of the same 100 labelled images
# on one pass: label maps, objects, depth and saliency. FlexDataset's opponent
# in configs/comparisons/flexdataset_shapesworld_*.py.
#
#   C=configs/datasetdm W=work_dirs D=datasetdm
#   for name in named instance depth saliency; do
#     python tools/train.py $C/$D-${name}_shapesworld-64_100.py
#   done
#   python tools/model_converters/publish_weights.py \
#       $W/$D-named_shapesworld-64_100/iter_700.pth \
#       $W/$D-instance_shapesworld-64_100/iter_1500.pth \
#       $W/$D-depth_shapesworld-64_100/iter_1500.pth \
#       $W/$D-saliency_shapesworld-64_100/iter_1500.pth \
#       $W/datasetdm_multitask_100.pth
#   python tools/synthesize.py \
#       $C/datasetdm-multitask_shapesworld-64_100.py \
#       $W/datasetdm_multitask_100.pth \
#       --num 2000 --out data/shapesworld_datasetdm_100
#
# Run with the decoders of depth and saliency alone: 15 minutes on a core each,
# and 22 for the samples. The decoder with class names gives the label maps: of
# 100 images the better one (datasetdm-named_shapesworld-64_100.py).
_base_ = [
    './datasetdm-multitask_shapesworld-64.py',
    '../_base_/synthesis/shapesworld_four_layouts.py'
]

_decoder = dict(type='mmflexgen.PDecoder', mask_stride=2, channels=96)
model = dict(
    decoders=dict(
        _delete_=True,
        open_vocabulary=dict(**_decoder, head=dict(
            type='mmflexgen.OpenVocabularyHead',
            transformer=dict(num_queries=4, num_layers=3, num_heads=4,
                             ffn_channels=256))),
        instance=_base_.model.decoders.instance,
        depth=_base_.model.decoders.depth,
        saliency=_base_.model.decoders.saliency))

synthesis = dict(exporters=_base_.four_layouts)
