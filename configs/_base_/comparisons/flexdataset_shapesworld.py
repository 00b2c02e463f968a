# FlexDataset's tables on ShapesWorld: 400 real images against 4,000 samples
# labelled by VAG Plan A or B, and against as many of DatasetDM. Each task's
# settings are a list of its own, from which a config takes its `settings`.
_base_ = './three_seeds.py'

_lists = 'ImageSets/Segmentation'
# Stage 1 of FlexDataset reads boxes of the unlabelled images, but no mask.
_boxes = 'boxes of 20,000 images'
_same = f'labelled_400; {_boxes}'
_oracle = f'train_full (5,000 masks); {_boxes}'


def _plan_b(suffix):
    """Folder and command of samples that are labelled in every kind."""
    root = f'data/shapesworld_flexdataset_400_plan-b{suffix}'
    return root, ('python tools/synthesize.py configs/flexdataset/'
                  f'plan-b_shapesworld-64_400{suffix}.py --num 4000 '
                  f'--out {root}')


def _plan_a(task):
    """Folder and commands of samples of one decoder."""
    name = f'flexdataset-{task}_shapesworld-64_400'
    config = f'configs/flexdataset/{name}.py'
    root = f'data/shapesworld_flexdataset-{task}_400'
    return root, (f'python tools/train.py {config} && '
                  f'python tools/synthesize.py {config} '
                  f'work_dirs/{name}/iter_2000.pth --num 4000 --out {root}')


def _plan_a_of_plan_b(task):
    """Folder and command of samples of a decoder that Plan B's labels tuned.

    flexdataset-TASK_shapesworld-64_plan-b.py says how it is trained.
    """
    name = f'flexdataset-{task}_shapesworld-64_plan-b'
    root = f'data/shapesworld_flexdataset-{task}_plan-b'
    return root, (f'python tools/synthesize.py configs/flexdataset/{name}.py '
                  f'work_dirs/{name}/iter_2000.pth --num 4000 --out {root}')


def _datasetdm(task, root):
    """Commands of DatasetDM from the same 400 images, trained as long."""
    name = f'datasetdm-{task}_shapesworld-64_400'
    config = f'configs/datasetdm/{name}.py'
    return (f'python tools/train.py {config} && python tools/synthesize.py '
            f'{config} work_dirs/{name}/iter_2000.pth --num 4000 '
            f'--out {root}')


def _settings(task, real, flexdataset, datasetdm, command):
    """Both systems with the same 400 real images."""
    return [
        *(dict(
            name=f'FlexDataset, {plan}',
            real=real,
            synthetic=dict(data_root=root, **flexdataset),
            generator_labels=_same,
            synthesize=own_command)
          for plan, (root, own_command) in (
              ('Plan A', _plan_a(task)), ('Plan B', _plan_b('')),
              ('Plan A tuned on Plan B', _plan_a_of_plan_b(task)))),
        dict(
            name='DatasetDM',
            real=real,
            synthetic=datasetdm,
            generator_labels='labelled_400',
            synthesize=command)
    ]


_train = dict(ann_file=f'{_lists}/train.txt')
_root = 'data/shapesworld_synth_400'
_real = dict(ann_file=f'{_lists}/labelled_400.txt')

_same_root, _same_command = _plan_b('_same-labels')
semantic = _settings(
    'semantic', _real, _train, dict(data_root=_root, **_train),
    _datasetdm('named', _root))
semantic[1].update(name='FlexDataset, Plan B by the oracle',
                   generator_labels=_oracle)
semantic[2].update(name="FlexDataset, Plan A tuned on the oracle's Plan B",
                   generator_labels=_oracle)
semantic.insert(2, dict(
    semantic[1],
    name='FlexDataset, Plan B',
    synthetic=dict(data_root=_same_root, **_train),
    generator_labels=_same,
    synthesize=_same_command))

_objects = dict(ann_file='annotations/instances_train.json',
                data_prefix=dict(img='train/'))
instance = _settings(
    'instance', dict(ann_file='annotations/instances_labelled_400.json'),
    _objects,
    dict(data_root=f'{_root}_coco', **_objects),
    _datasetdm('instance', f'{_root}_coco'))

# In NYU's layout, which lists no names.
_maps = dict(
    ann_file='',
    data_prefix=dict(img_path='images/train',
                     depth_map_path='annotations/train'),
    indices=None)
depth = _settings(
    'depth', dict(indices=None, **_real), _maps,
    dict(data_root=f'{_root}_depth', **_maps),
    _datasetdm('depth', f'{_root}_depth'))

_mattes = dict(
    ann_file='',
    data_prefix=dict(img_path='images/train', seg_map_path='masks/train'))
saliency = _settings(
    'saliency', _real, _mattes, dict(data_root=f'{_root}_saliency', **_mattes),
    _datasetdm('saliency', f'{_root}_saliency'))

_tail_root, _tail_command = _plan_b('_balanced')
_own_root = 'data/shapesworld_flexdataset_long-tail_plan-b'
_decoder = 'flexdataset-semantic_shapesworld-64_long-tail'
_tail = 'datasetdm-named_shapesworld-64_long-tail_2000-iters'
_tail_labels = 'long_tail (93 masks)'


def _tail_setting(name, root, labels, command):
    return dict(
        name=name,
        real=dict(ann_file=f'{_lists}/long_tail.txt'),
        synthetic=dict(data_root=root, **_train),
        generator_labels=labels,
        synthesize=command)


def _trained(system, name, root):
    """Commands of a decoder from the long tail's labels."""
    config = f'configs/{system}/{name}.py'
    return (f'python tools/train.py {config} && python tools/synthesize.py '
            f'{config} work_dirs/{name}/iter_2000.pth --num 4000 '
            f'--out {root}')


_a_root = 'data/shapesworld_flexdataset-semantic_long-tail'
_dm_root = 'data/shapesworld_synth_long-tail_4000'
long_tail = [
    _tail_setting('FlexDataset, Plan A', _a_root, f'{_tail_labels}; {_boxes}',
                  _trained('flexdataset', _decoder, _a_root)),
    _tail_setting(
        'FlexDataset, Plan B', _own_root, f'{_tail_labels}; {_boxes}',
        'python tools/synthesize.py configs/flexdataset/'
        'plan-b_shapesworld-64_long-tail.py --num 4000 '
        f'--out {_own_root}'),
    _tail_setting('FlexDataset, Plan B by the oracle', _tail_root, _oracle,
                  _tail_command),
    _tail_setting('DatasetDM', _dm_root, _tail_labels,
                  _trained('datasetdm', _tail, _dm_root))
]
