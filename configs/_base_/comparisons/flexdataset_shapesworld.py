# FlexDataset's tables on ShapesWorld: 100 real images against 2,000 samples
# labelled by VAG Plan A or B, and against as many of DatasetDM. Each sample
# has all four labels: one folder of a method serves every task. Saliency has a
# row more, of Plan A's decoder with image_skips, and a folder for it. A task's
# settings are a list of its own, from which a config takes its `settings`.
_base_ = './three_seeds.py'

_lists = 'ImageSets/Segmentation'
# Stage 1 of FlexDataset reads boxes of the unlabelled images, but no mask.
_boxes = 'boxes of 20,000 images'
_same = f'labelled_100; {_boxes}'
_plan_a = 'flexdataset/flexdataset-multitask_shapesworld-64_100.py'
# Name, labels, folder, config, weights.
_methods = (
    ('FlexDataset, Plan A', _same, 'flexdataset_100_plan-a', _plan_a,
     'work_dirs/flexdataset_multitask.pth '),
    ('FlexDataset, Plan B', _same, 'flexdataset_100_plan-b',
     'flexdataset/plan-b_shapesworld-64_100.py', ''),
    ('FlexDataset, Plan A tuned on Plan B', _same,
     'flexdataset_100_plan-a-of-b', _plan_a,
     'work_dirs/flexdataset_multitask_plan-b.pth '),
    ('DatasetDM', 'labelled_100', 'datasetdm_100',
     'datasetdm/datasetdm-multitask_shapesworld-64_100.py',
     'work_dirs/datasetdm_multitask_100.pth '))
_skips = 'flexdataset-saliency_shapesworld-64_100_image-skips'
_sees_image = ('FlexDataset, Plan A that sees the image', _same,
               'flexdataset-saliency_100_image-skips',
               f'flexdataset/{_skips}.py',
               f'work_dirs/{_skips}/iter_500.pth ')


def _settings(real, synthetic, methods=_methods):
    """All methods with the same 100 real images."""
    return [
        dict(
            name=name,
            real=real,
            synthetic=dict(data_root=f'data/shapesworld_{folder}',
                           **synthetic),
            generator_labels=labels,
            synthesize=f'python tools/synthesize.py configs/{config} '
            f'{weights}--num 2000 --out data/shapesworld_{folder}')
        for name, labels, folder, config, weights in methods
    ]


_real = dict(ann_file=f'{_lists}/labelled_100.txt')
_train = dict(ann_file=f'{_lists}/train.txt')
semantic = _settings(_real, _train)
instance = _settings(
    dict(ann_file='annotations/instances_labelled_100.json'),
    dict(ann_file='annotations/instances_train.json',
         data_prefix=dict(img='train/')))
# In NYU's layout, which lists no names.
depth = _settings(
    dict(indices=None, **_real),
    dict(ann_file='',
         data_prefix=dict(img_path='images/train',
                          depth_map_path='annotations/train'),
         indices=None))
saliency = _settings(
    _real,
    dict(ann_file='',
         data_prefix=dict(img_path='images/train',
                          seg_map_path='masks/train')),
    (*_methods, _sees_image))


def _tail(name, labels, folder, system, config, weights):
    return dict(
        name=name,
        real=dict(ann_file=f'{_lists}/long_tail.txt'),
        synthetic=dict(data_root=f'data/shapesworld_{folder}', **_train),
        generator_labels=labels,
        synthesize=f'python tools/synthesize.py configs/{system}/{config}.py '
        f'{weights}--num 2000 --out data/shapesworld_{folder}')


_labels = 'long_tail (93 masks)'
_decoder = 'flexdataset-semantic_shapesworld-64_long-tail'
_datasetdm = 'datasetdm-named_shapesworld-64_long-tail'
long_tail = [
    _tail('FlexDataset, Plan A', f'{_labels}; {_boxes}',
          'flexdataset_long-tail_plan-a', 'flexdataset', _decoder,
          f'work_dirs/{_decoder}/iter_1000.pth '),
    _tail('FlexDataset, Plan B', f'{_labels}; {_boxes}',
          'flexdataset_long-tail_plan-b', 'flexdataset',
          'plan-b_shapesworld-64_long-tail', ''),
    _tail('DatasetDM', _labels, 'synth_long-tail', 'datasetdm', _datasetdm,
          f'work_dirs/{_datasetdm}/iter_700.pth ')
]
