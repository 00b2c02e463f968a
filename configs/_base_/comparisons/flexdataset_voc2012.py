# FlexDataset on PASCAL VOC 2012: 100 real and 40,000 synthetic images (table
# 4). Plan B's labels come from COCO's panoptic masks, none from VOC; Plan A's
# decoder is tuned on the labels of the 100 images.
_base_ = './three_seeds.py'

_decoder = 'flexdataset-semantic_sd15_voc2012-512_100'
_config = f'configs/flexdataset/{_decoder}.py'

comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='100 real images, Plan B',
            real=dict(ann_file='ImageSets/Segmentation/train_100.txt'),
            synthetic=dict(data_root='data/voc2012_flexdataset_plan-b',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='boxes and panoptic masks of COCO',
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_voc2012-512.py --num 40000 '
            '--out data/voc2012_flexdataset_plan-b'),
        dict(
            name='100 real images, Plan A',
            real=dict(ann_file='ImageSets/Segmentation/train_100.txt'),
            synthetic=dict(data_root='data/voc2012_flexdataset-semantic_100',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='the same 100 masks; boxes of COCO',
            synthesize=f'python tools/train.py {_config} && '
            f'python tools/synthesize.py {_config} '
            f'work_dirs/{_decoder}/iter_50000.pth --num 40000 '
            '--out data/voc2012_flexdataset-semantic_100')
    ])
