# DatasetDM on PASCAL VOC 2012 with Stable Diffusion 1.5, long tail (table
# 9): 20 labelled images of each of the 10 head classes, 2 of each of the 10
# tail classes. The list, then the training:
#
#   python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
#       --dataset mmseg.PascalVOCDataset --split train --out long_tail \
#       --take 20 aeroplane bicycle bird boat bottle bus car cat chair cow \
#       --take 2 diningtable dog horse motorbike person pottedplant sheep \
#           sofa train tvmonitor
#   python tools/train.py \
#       configs/datasetdm/datasetdm_sd15_voc2012-512_long-tail.py
#
# Not run: VOC and the weights are not at hand. The paper reports what a
# segmenter learns (table 5): 73.1 head, 66.4 tail, against 61.2 and 44.1
# without samples (configs/comparisons/voc2012_long-tail.py).
_base_ = [
    './datasetdm_sd15_voc2012-512_100.py',
    '../_base_/datasets/voc2012_groups.py'
]

train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/long_tail.txt'))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(head={{_base_.head}}, tail={{_base_.tail}}))
test_evaluator = val_evaluator
