# Whose labels the samples have, in small (FreeGen, "Impact of different
# annotations"): the student learns from the same 2,000 images, labelled by the
# oracle in place of people, by a student that was trained on 400 labelled
# images, or by FreeGen. Nine runs.
#
#   (the commands of pseudo-labels_shapesworld-64.py, asr_shapesworld-64.py and
#    egd_shapesworld-64.py in configs/freegen)
#   D=data/shapesworld_freegen_egd
#   L=ImageSets/Segmentation
#   ON="test_dataloader.dataset.data_root=$D \
#       test_dataloader.dataset.ann_file=$L/train.txt"
#   C=configs/downstream
#   python tools/test.py $C/shapesworld_oracle.py \
#       checkpoints/shapesworld_oracle/oracle.pth \
#       --out $D/SegmentationClassManual --cfg-options $ON
#   W=work_dirs/fpn_r18_shapesworld_400
#   python tools/train.py $C/fpn_r18_shapesworld.py --work-dir $W \
#       --cfg-options train_dataloader.dataset.ann_file=$L/labelled_400.txt
#   python tools/test.py $C/fpn_r18_shapesworld.py $W/iter_2400.pth \
#       --out $D/SegmentationClassPseudo --cfg-options $ON
#   python tools/compare.py configs/comparisons/shapesworld_freegen_labels.py \
#       --out work_dirs/comparisons/shapesworld_freegen_labels
#
# Not run; a run takes about 5 minutes on a core.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

_generator = 'egd_shapesworld-64'
comparison = dict(
    rows=('synthetic', ),
    seeds=(0, 1, 2),
    settings=[
        dict(
            name=f'labels of {name}',
            real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
            synthetic=dict(
                data_root='data/shapesworld_freegen_egd',
                ann_file='ImageSets/Segmentation/train.txt',
                data_prefix=dict(
                    img_path='JPEGImages',
                    seg_map_path=f'SegmentationClass{folder}')),
            generator_labels=labels,
            synthesize=f'python tools/synthesize.py configs/freegen/'
            f'{_generator}.py work_dirs/{_generator}/epoch_12.pth '
            '--num 2000 --out data/shapesworld_freegen_egd')
        for name, folder, labels in (
            ('the oracle', 'Manual', 'train_full (5,000 masks)'),
            ('a student', 'Pseudo', 'labelled_400 (400 masks)'),
            ('FreeGen', '', 'none'))
    ])
