# FlexDataset on PASCAL VOC 2012: 100 real and 40,000 synthetic images (table
# 4). The samples' labels come from COCO's panoptic masks, none from VOC.
_base_ = './three_seeds.py'

comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='100 real images',
            real=dict(ann_file='ImageSets/Segmentation/train_100.txt'),
            synthetic=dict(data_root='data/voc2012_flexdataset_plan-b',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='boxes and panoptic masks of COCO',
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_voc2012-512.py --num 40000 '
            '--out data/voc2012_flexdataset_plan-b')
    ])
