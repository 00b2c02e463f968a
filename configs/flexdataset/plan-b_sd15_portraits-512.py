# FlexDataset with VAG Plan B for portraits: compositions of COCO's persons,
# their mattes by MODNet, trained on the 400 real portraits.
#
#   bash tools/dist_train.sh \
#       configs/downstream/modnet_mobilenet-v2_ppm100-512.py 4
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_portraits-512.py \
#       --num 80000 --out data/portraits_flexdataset_plan-b
#
# Not run yet: it wants the trained generator, data and GPUs. The paper's
# saliency is MINet's, which no library here has.
_base_ = './flexdataset_sd15_coco-512_400.py'
default_scope = 'mmseg'

_modnet = 'modnet_mobilenet-v2_ppm100-512'
model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=[
        dict(
            type='mmflexgen.MMSegAnnotator',
            kind='saliency',
            config=f'configs/downstream/{_modnet}.py',
            checkpoint=f'work_dirs/{_modnet}/iter_1000.pth')
    ])
synthesis = dict(
    source=dict(composer=dict(layouts=dict(
        ann_files=['annotations/instances_train2017.json'],
        left_out=_base_.classes[1:80],
        min_objects=1))),
    exporters=[dict(type='mmflexgen.SaliencyExporter')])
