# PASCAL VOC's classes in the language of compositions, which is COCO's.
voc_classes = (
    'background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus',
    'car', 'cat', 'chair', 'cow', 'diningtable', 'dog', 'horse', 'motorbike',
    'person', 'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor')
voc_palette = (
    (0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128),
    (128, 0, 128), (0, 128, 128), (128, 128, 128), (64, 0, 0), (192, 0, 0),
    (64, 128, 0), (192, 128, 0), (64, 0, 128), (192, 0, 128), (64, 128, 128),
    (192, 128, 128), (0, 64, 0), (128, 64, 0), (0, 192, 0), (128, 192, 0),
    (0, 64, 128))
# Where the names differ.
coco_names = dict(
    aeroplane='airplane', diningtable='dining table', motorbike='motorcycle',
    pottedplant='potted plant', sofa='couch', tvmonitor='tv')
# In VOC's order.
voc_classes_of_coco = tuple(coco_names.get(name, name)
                            for name in voc_classes)
