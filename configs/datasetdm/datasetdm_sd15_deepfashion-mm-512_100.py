# DatasetDM on DeepFashion-MultiModal's human parsing (24 classes) with Stable
# Diffusion 1.5, 512 px, from 100 labelled images. The lists, the training and
# the samples:
#
#   cd data/deepfashion_mm
#   ls segm | sed 's/_segm.png$//' > labelled.txt
#   awk 'NR % 127 == 0' labelled.txt > train_100.txt
#   awk 'NR % 127 != 0' labelled.txt | head -n 12500 > test.txt
#   cd ../..
#   python tools/train.py \
#       configs/datasetdm/datasetdm_sd15_deepfashion-mm-512_100.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm_sd15_deepfashion-mm-512_100.py \
#       work_dirs/datasetdm_sd15_deepfashion-mm-512_100/iter_50000.pth \
#       --num 40000 --out data/deepfashion_mm_synth_100
#
# 100 images and 40,000 samples are the paper's table 12; table 6 says 120 and
# 38,000, section 4.1 20,000.
#
# Not run: the data and the weights are not at hand. The paper reports what a
# segmenter learns (table 12, Mask2Former R50): 28.9 mIoU from the samples
# alone, 31.2 from the 100 real images, 36.7 from both.
_base_ = './datasetdm_sd15_voc2012-512_100.py'

num_classes = 24
size = (512, 512)
model = dict(
    metainfo='mmflexgen.DeepFashionMMDataset',
    # Words that a caption would have.
    prompt_names={
        '_delete_': True,
        'outer': 'jacket',
        'headwear': 'hat',
        'eyeglass': 'glasses',
        'neckwear': 'scarf',
        'footwear': 'shoes',
        'wrist wearing': 'wristwatch',
    })

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
]
# Images are 750 x 1101: the person at half to all of the crop's height.
train_pipeline = [
    *load,
    dict(type='RandomResize', scale=size, ratio_range=(1.0, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs')
]
test_pipeline = [
    load[0],
    dict(type='Resize', scale=size, keep_ratio=True),
    load[1],
    dict(type='PackSegInputs')
]

_dataset = dict(
    _delete_=True,
    type='mmflexgen.DeepFashionMMDataset',
    data_root='data/deepfashion_mm')
train_dataloader = dict(dataset=dict(
    **_dataset, ann_file='train_100.txt', pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset, ann_file='test.txt', pipeline=test_pipeline))
test_dataloader = val_dataloader

# One person, and what they wear; {CLS} is one of the classes below.
_grammar = dict(
    start=[
        '{shot} of {a} {age} {who} in {colour} {CLS}, {place}',
        '{shot} of {a} {age} {who} in {colour} {CLS} and {colour} {CLS}, '
        '{place}',
        '{shot} of {a} {age} {who} with {CLS}, {colour} {CLS} and {colour} '
        '{CLS}, {place}',
    ],
    shot=['a full-body photo', 'a fashion photo', 'a studio photo'],
    age=['young', 'middle-aged', 'tall', 'slim', 'smiling', 'dark-haired',
         'fair-haired'],
    who=['woman', 'man'],
    colour=['black', 'white', 'grey', 'navy', 'red', 'green', 'beige',
            'striped', 'floral', 'denim', 'leather', 'knitted'],
    place=['standing before a white wall', 'on a plain grey background',
           'facing the camera', 'seen from the side', 'walking'])
synthesis = dict(
    source=dict(
        # Hair, face and skin are there without being asked for.
        classes=['top', 'outer', 'skirt', 'dress', 'pants', 'leggings',
                 'headwear', 'eyeglass', 'neckwear', 'belt', 'footwear',
                 'bag', 'ring', 'wrist wearing', 'socks', 'gloves',
                 'necklace', 'rompers', 'earrings', 'tie'],
        builder=dict(_delete_=True, type='mmflexgen.GrammarPrompt',
                     grammar=_grammar)),
    exporters=[dict(
        type='mmflexgen.VOCExporter',
        img_suffix='.jpg',
        consumer=dict(type='mmflexgen.DeepFashionMMDataset',
                      seg_map_suffix='.png'))])
