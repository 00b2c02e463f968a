# As fpn_r18_shapesworld_joint.py, with half of the synthetic images spliced:
# four of them as the quarters of one larger scene, by mmseg's own transforms.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld_spliced.py
#
# Not run to its end yet.
_base_ = './fpn_r18_shapesworld_joint.py'

_load = [{{_base_.load_image}}, {{_base_.load_labels}}]
train_dataloader = dict(
    dataset=dict(datasets=[
        _base_.train_dataloader.dataset.datasets[0],
        dict(
            type='MultiImageMixDataset',
            dataset=dict(
                _base_.train_dataloader.dataset.datasets[1], pipeline=_load),
            pipeline=[
                # A quarter's height and width: that of the images, so they
                # stay as they are. A centre that does not move keeps each
                # of the four whole.
                dict(type='RandomMosaic', prob=0.5, img_scale=(64, 64),
                     center_ratio_range=(1.0, 1.0)),
                dict(type='RandomFlip', prob=0.5),
                dict(type='PhotoMetricDistortion'),
                dict(type='RandomResize', scale={{_base_.crop_size}},
                     ratio_range=(0.75, 1.5), keep_ratio=True),
                dict(type='RandomCrop', crop_size={{_base_.crop_size}}),
                dict(type='PackSegInputs')
            ])
    ]))
