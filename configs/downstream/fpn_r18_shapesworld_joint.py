# The student on 100 real and all synthetic images, half of each batch real.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld_joint.py \
#       --cfg-options \
#       train_dataloader.dataset.datasets.1.data_root=data/my_synthetic
_base_ = './fpn_r18_shapesworld.py'

_data_prefix = dict(img_path='JPEGImages', seg_map_path='SegmentationClass')
train_dataloader = dict(
    sampler=dict(_delete_=True, type='mmflexgen.MixedRatioSampler',
                 ratios=(0.5, 0.5)),
    dataset=dict(
        _delete_=True,
        type='ConcatDataset',
        datasets=[
            dict(
                type={{_base_.dataset_type}},
                data_root={{_base_.data_root}},
                data_prefix=_data_prefix,
                ann_file='ImageSets/Segmentation/labelled_100.txt',
                pipeline={{_base_.train_pipeline}}),
            dict(
                type={{_base_.dataset_type}},
                data_root='data/shapesworld_synth_100',
                data_prefix=_data_prefix,
                ann_file='ImageSets/Segmentation/train.txt',
                pipeline={{_base_.train_pipeline}})
        ]))
