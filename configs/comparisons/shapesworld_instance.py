# The table of instance segmentation: Mask R-CNN on 40 and 100 real images of
# ShapesWorld, three seeds, mask AP. The generator of each row group is trained
# on the same images that real only has:
#
#   G=datasetdm-instance_shapesworld-64_100
#   for n in 40 100; do
#     python tools/train.py configs/datasetdm/$G.py \
#       --work-dir work_dirs/datasetdm-instance_shapesworld-64_$n \
#       --cfg-options train_dataloader.dataset.ann_file=\
# annotations/instances_labelled_$n.json
#     python tools/synthesize.py configs/datasetdm/$G.py \
#       work_dirs/datasetdm-instance_shapesworld-64_$n/iter_1500.pth \
#       --num 2000 --out data/shapesworld_synth_${n}_coco
#   done
#   python tools/compare.py configs/comparisons/shapesworld_instance.py \
#       --out work_dirs/comparisons/shapesworld_instance
#
# 18 runs of 7 minutes on a core:
#
#                     real only    synthetic only   joint
#   40 real images    25.6 ± 1.9   31.7 ± 0.8       36.9 ± 0.5
#   100 real images   44.0 ± 1.0   37.9 ± 1.3       44.6 ± 1.0
#
# The paper, on COCO with 400 real images and one class for all: 4.4, 12.2 and
# 14.8.
_base_ = [
    '../downstream/mask-rcnn_r18_shapesworld.py',
    '../_base_/comparisons/three_seeds.py'
]

comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    # Not tuned.
    lrs=(1e-3, ),
    settings=[
        dict(
            name=f'{num} real images',
            real=dict(ann_file=f'annotations/instances_labelled_{num}.json'),
            synthetic=dict(data_root=f'data/shapesworld_synth_{num}_coco/',
                           ann_file='annotations/instances_train.json',
                           data_prefix=dict(img='train/')),
            generator_labels=f'labelled_{num} ({num} images)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            'datasetdm-instance_shapesworld-64_100.py work_dirs/'
            f'datasetdm-instance_shapesworld-64_{num}/iter_1500.pth '
            f'--num 2000 --out data/shapesworld_synth_{num}_coco')
        for num in (40, 100)
    ])
