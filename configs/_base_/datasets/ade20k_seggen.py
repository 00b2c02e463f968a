# SegGen's samples of ADE20K, as changes to the real dataset.
_train = dict(data_prefix=dict(img_path='images/training',
                               seg_map_path='annotations/training'))
ade20k_masksyn = dict(data_root='data/ade_masksyn', **_train)
ade20k_imgsyn = dict(data_root='data/ade_imgsyn', **_train)
