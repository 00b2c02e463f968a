# mmseg's Mask2Former with ResNet-50 on DeepFashion-MultiModal's human parsing,
# from 100 real images (DatasetDM, table 12: 31.2 mIoU real only).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_deepfashion-mm-512.py 8
#
# The lists are written by the commands in
# configs/datasetdm/datasetdm_sd15_deepfashion-mm-512_100.py. Not run: it wants
# the data, weights and GPUs.
_base_ = './mask2former_r50_voc2012-512.py'

num_classes = 24
model = dict(decode_head=dict(
    num_classes=num_classes,
    loss_cls=dict(class_weight=[1.0] * num_classes + [0.1])))

load_labels = dict(
    type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
train_pipeline = [
    _base_.load_image, load_labels, *_base_.train_pipeline[2:]
]
test_pipeline = [
    _base_.load_image, _base_.test_pipeline[1], load_labels,
    dict(type='PackSegInputs')
]
_dataset = dict(
    type='mmflexgen.DeepFashionMMDataset',
    data_root='data/deepfashion_mm',
    data_prefix=dict(img_path='images', seg_map_path='segm'),
    seg_map_suffix='_segm.png')
train_dataloader = dict(dataset=dict(
    **_dataset, ann_file='train_100.txt', pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset, ann_file='test.txt', pipeline=test_pipeline))
test_dataloader = val_dataloader
