# mmseg's Mask2Former with R50 on PASCAL VOC 2012, zero-shot 15/5, on real
# data alone: all images, in which pixels of the five unseen classes do not
# count. Evaluated are mIoU of both groups and their harmonic mean.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_voc2012-512_15-5.py 8
#
# How to make the folder of labels: the head of
# configs/comparisons/voc2012_mask2former-swin-b_full.py. Not run: it wants
# VOC, weights and GPUs.
_base_ = [
    './mask2former_r50_voc2012-512.py',
    '../_base_/datasets/voc2012_groups.py'
]

train_dataloader = dict(dataset=dict(
    data_prefix=dict(seg_map_path='SegmentationClassAug'),
    ann_file='ImageSets/Segmentation/trainaug.txt',
    pipeline=[
        *_base_.train_pipeline[:2],
        dict(type='mmflexgen.IgnoreClasses', classes={{_base_.unseen}},
             metainfo='mmseg.PascalVOCDataset'), *_base_.train_pipeline[2:]
    ]))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(seen={{_base_.seen}}, unseen={{_base_.unseen}}))
test_evaluator = val_evaluator
