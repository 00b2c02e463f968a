# COCO's instances: 400 real and 80,000 synthetic images.
_base_ = './three_seeds.py'

_generator = 'datasetdm-instance_sd15_coco-512_400'
comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    lrs=(1e-4, ),
    settings=[
        dict(
            name='400 real images',
            real=dict(ann_file='annotations/instances_train2017_400.json'),
            synthetic=dict(data_root='data/coco_synth_400/',
                           ann_file='annotations/instances_train.json',
                           data_prefix=dict(img='train/')),
            generator_labels='train2017_400 (400 images)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 80000 --out data/coco_synth_400')
    ])
