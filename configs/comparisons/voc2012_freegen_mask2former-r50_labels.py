# Whose labels the samples have (FreeGen, "Impact of different annotations"):
# Mask2Former R50 on the same images of PASCAL VOC's classes, labelled by
# people, by a Mask2Former R50 trained on VOC, or by FreeGen. The paper has
# FreeGen's labels comparable to people's and far above the segmenter's; its
# figures stand in a supplement that we have not. Nine runs.
#
# The images are the first 1,000 (the paper does not say how many): people
# paint theirs into SegmentationClassManual, VOC's classes as PNG, 255 where
# they cannot tell. The segmenter's:
#
#   D=data/voc2012_freegen_egd
#   L=ImageSets/Segmentation
#   head -n 1000 $D/$L/train.txt > $D/$L/manual.txt
#   C=configs/downstream/mask2former_r50_voc2012-512.py
#   W=work_dirs/mask2former_r50_voc2012-512_full
#   bash tools/dist_train.sh $C 8 --work-dir $W --cfg-options \
#       train_dataloader.dataset.ann_file=$L/trainaug.txt \
#       train_dataloader.dataset.data_prefix.seg_map_path=SegmentationClassAug
#   python tools/test.py $C $W/iter_40000.pth \
#       --out $D/SegmentationClassPseudo \
#       --cfg-options test_dataloader.dataset.data_root=$D \
#       test_dataloader.dataset.ann_file=$L/manual.txt
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-r50_labels.py \
#       --out work_dirs/comparisons/voc2012_freegen_labels --launcher pytorch
#
# In small, with the oracle for people: shapesworld_freegen_labels.py. Not run:
# it wants VOC, people, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen.py'
]

_all = _base_.comparison.settings[0]
comparison = dict(
    rows=('synthetic', ),
    settings=[
        dict(
            _all,
            name=f'labels of {name}',
            synthetic=dict(
                _all.synthetic,
                ann_file='ImageSets/Segmentation/manual.txt',
                data_prefix=dict(
                    img_path='JPEGImages',
                    seg_map_path=f'SegmentationClass{folder}')),
            generator_labels=labels)
        for name, folder, labels in (
            ('people', 'Manual', 'drawn on the samples'),
            ('a segmenter', 'Pseudo', 'VOC trainaug (10,582 masks)'),
            ('FreeGen', '', 'none'))
    ])
