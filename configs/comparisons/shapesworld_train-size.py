# How many real images train the generator (DatasetDM, table 4c), on
# ShapesWorld, 2,000 samples each; the paper's mIoU on PASCAL VOC is in
# voc2012_mask2former-swin-b_train-size.py. The lists that ShapesWorld lacks
# are longer or shorter beginnings of the same one:
#
#   cd data/shapesworld/ImageSets/Segmentation
#   for n in 60 200 1000; do
#     head -n $n train_full.txt > labelled_$n.txt
#   done
#
# The commands of a row are its setting's `synthesize`; compare.py names the
# next one as long as its samples are missing:
#
#   python tools/compare.py configs/comparisons/shapesworld_train-size.py \
#       --out work_dirs/comparisons/shapesworld_train-size
#
# Five trainings of a generator (7 minutes on a core each), ten runs. Not run
# yet; a run takes about 5 minutes on a core.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

_config = 'configs/datasetdm/datasetdm-named_shapesworld-64_100.py'
comparison = dict(
    rows=('synthetic', 'joint'),
    settings=[
        dict(
            name=f'{num} real images',
            real=dict(ann_file=f'ImageSets/Segmentation/labelled_{num}.txt'),
            synthetic=dict(data_root=f'data/shapesworld_synth_{num}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels=f'labelled_{num} ({num} masks)',
            synthesize=f'python tools/train.py {_config} '
            f'--work-dir work_dirs/{num} --cfg-options '
            'train_dataloader.dataset.ann_file='
            f'ImageSets/Segmentation/labelled_{num}.txt && '
            f'python tools/synthesize.py {_config} '
            f'work_dirs/{num}/iter_700.pth --num 2000 '
            f'--out data/shapesworld_synth_{num}')
        for num in (60, 100, 200, 400, 1000)
    ])
