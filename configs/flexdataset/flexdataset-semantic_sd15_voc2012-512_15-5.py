# FlexDataset's semantic decoder (VAG Plan A, SEEM) on PASCAL VOC 2012,
# zero-shot 15/5 (table 5): it learns from 30 images of each of the 15 seen
# classes and is told no other name. The image model knows all of COCO's
# categories by their boxes. The config of 100 images, which names all 20
# classes, asks it for them:
#
#   (DatasetDM's list seen_30:
#    ../datasetdm/datasetdm-openvoc_sd15_voc2012-512_15-5.py)
#   python tools/train.py \
#       configs/flexdataset/flexdataset-semantic_sd15_voc2012-512_15-5.py
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/flexdataset-semantic_sd15_voc2012-512_100.py \
#       work_dirs/flexdataset-semantic_sd15_voc2012-512_15-5/iter_50000.pth \
#       --num 40000 --out data/voc2012_flexdataset_15-5
#
# Not run yet: neither the data nor the weights are at hand. The paper reports
# what a segmenter learns from the samples (mIoU): 83.6 seen, 77.5 unseen, 80.4
# harmonic.
_base_ = [
    './flexdataset-semantic_sd15_voc2012-512_100.py',
    '../_base_/datasets/voc2012_groups.py'
]

_classes = ('background', *_base_.seen)
# In VOC's order the seen classes are the first 15.
model = dict(metainfo=dict(
    classes=_classes, palette=_base_.voc_palette[:16]))

# Pixels of other classes are ignored.
_seen = dict(classes=_classes)
train_dataloader = dict(dataset=dict(
    metainfo=_seen, ann_file='ImageSets/Segmentation/seen_30.txt'))
val_dataloader = dict(dataset=dict(metainfo=_seen))
test_dataloader = val_dataloader
