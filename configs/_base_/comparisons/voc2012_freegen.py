# PASCAL VOC 2012 by FreeGen: all real images, 40,000 synthetic ones.
_base_ = './three_seeds.py'

comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='all real images',
            real=dict(ann_file='ImageSets/Segmentation/trainaug.txt',
                      data_prefix=dict(img_path='JPEGImages',
                                       seg_map_path='SegmentationClassAug')),
            synthetic=dict(data_root='data/voc2012_freegen_egd',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='none',
            synthesize='python tools/synthesize.py configs/freegen/'
            'egd_sd21_voc2012-512.py '
            'work_dirs/egd_sd21_voc2012-512/epoch_20.pth '
            '--num 40000 --out data/voc2012_freegen_egd')
    ])
