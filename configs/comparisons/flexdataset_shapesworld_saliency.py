# Saliency, by MODNet: 100 real images of ShapesWorld against 2,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mean squared error in hundredths.
#
#   (of configs/flexdataset flexdataset-multitask_shapesworld-64_100.py, also
#    with decoders tuned on Plan B, and
#    flexdataset-saliency_shapesworld-64_100_image-skips.py;
#    ../_base_/models/annotators_shapesworld.py; and
#    configs/datasetdm/datasetdm-multitask_shapesworld-64_100.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_saliency.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_saliency
#
# Runs of 5 to 9 minutes on a core. Real only 2.07 +- 0.11; joint with Plan A
# that sees the image 1.89 +- 0.11, paired -0.18 +- 0.06; with DatasetDM 2.03
# +- 0.15. The other rows have not run with these labels and this schedule.
# With 1,200 iterations (seed 0) real only has 2.06 and joint 1.49:
#   --cfg-options train_cfg.max_iters=1200 param_scheduler.1.end=1200 \
#       comparison.seeds=[0]
# 1e-3 is slower: with 1,200 iterations real only has 2.01, all 5,000 labels
# 1.79 (1.73 with the 600 of here).
_base_ = [
    '../downstream/modnet_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric=dict(key='MSE', rule='less', scale=100, digits=2, unit=''),
    lrs=(5e-3, ),
    settings={{_base_.saliency}})
