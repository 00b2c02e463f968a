# COCO's poses: 800 real and 80,000 synthetic images.
_base_ = './three_seeds.py'

_generator = 'datasetdm-pose_sd15_coco-512_800'
_annotations = 'annotations/person_keypoints_'
comparison = dict(
    metric=dict(key='coco/AP', scale=100),
    lrs=(1e-3, ),
    settings=[
        dict(
            name='800 real images',
            real=dict(ann_file=f'{_annotations}train2017_800.json'),
            synthetic=dict(data_root='data/coco_pose_synth_800',
                           ann_file=f'{_annotations}train.json',
                           data_prefix=dict(img='train')),
            generator_labels='train2017_800 (those of one person)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 80000 --out data/coco_pose_synth_800')
    ])
