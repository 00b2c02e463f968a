# FlexDataset with VAG Plan B for portraits: compositions of COCO's persons,
# their mattes by MINet, trained on the 400 real portraits.
#
#   bash tools/dist_train.sh \
#       configs/downstream/minet_r50_portraits-320.py 4
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_portraits-512.py \
#       --num 80000 --out data/portraits_flexdataset_plan-b
#
# Not run yet: it wants the trained generator, data and GPUs.
_base_ = './flexdataset_sd15_coco-512_400.py'
default_scope = 'mmseg'

_minet = 'minet_r50_portraits-320'
model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=_base_.model,
    annotators=[
        dict(
            type='mmflexgen.MMSegAnnotator',
            kind='saliency',
            config=f'configs/downstream/{_minet}.py',
            checkpoint=f'work_dirs/{_minet}/iter_1000.pth')
    ])
synthesis = dict(
    source=dict(composer=dict(layouts=dict(
        ann_files=['annotations/instances_train2017.json'],
        left_out=_base_.classes[1:80],
        min_objects=1))),
    exporters=[dict(type='mmflexgen.SaliencyExporter')])
