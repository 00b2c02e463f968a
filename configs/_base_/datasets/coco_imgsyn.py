# ImgSyn's 1,182,870 samples of COCO, ten of each real one, as changes to the
# real datasets (configs/seggen/imgsyn_sdxl_coco-panoptic-768.py).
_root = 'data/coco_imgsyn/'
coco_imgsyn_panoptic = dict(
    data_root=_root,
    ann_file='annotations/panoptic_train.json',
    data_prefix=dict(img='train/', seg='annotations/panoptic_train/'))
coco_imgsyn_instance = dict(
    data_root=_root,
    ann_file='annotations/instances_train.json',
    data_prefix=dict(img='train/'))
