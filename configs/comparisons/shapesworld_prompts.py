# How many prompts, and how long they are (DatasetDM, table 4d and figure 6),
# on ShapesWorld: joint training on 100 real images and 2,000 samples of one
# generator. The paper on PASCAL VOC, Mask2Former Swin-B, joint: 76.6 mIoU from
# 100 prompts by people, 77.1, 77.3, 78.5 and 78.5 from 100, 200, 500 and
# 1,000 by GPT-4; 10 words do about 4 better than 5, more words do not.
#
# Here a template stands for the people, captions of unlabelled images for
# GPT-4, and lengths are sentences of the grammar of 5, 8, 12 and 16 words, the
# longest with a second object. The captions:
#
#   mkdir -p data/shapesworld_prompts
#   for n in 100 200 500 1000; do
#     head -n $n data/shapesworld/unlabelled/metadata.jsonl \
#       > data/shapesworld_prompts/$n.jsonl
#   done
#
# The generator is that of datasetdm-named_shapesworld-64_100.py. The command
# of a row is its setting's `synthesize`; compare.py names the next one as
# long as its samples are missing:
#
#   python tools/compare.py configs/comparisons/shapesworld_prompts.py \
#       --out work_dirs/comparisons/shapesworld_prompts
#
# Nine runs. Not run yet; a run takes about 5 minutes on a core. On PASCAL VOC:
# docs/en/datasetdm.md.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

_generator = 'datasetdm-named_shapesworld-64_100'
_variants = {
    **{f'{num} captions':
       ('val-prompts', f'path=data/shapesworld_prompts/{num}.jsonl')
       for num in (100, 200, 500, 1000)},
    'template': ('prompt-length', 'grammar.start=[{template}]'),
    **{f'{num} words':
       ('prompt-length', f'grammar.start=[{{words_{num}}}]')
       for num in (5, 8, 12, 16)},
}
comparison = dict(
    rows=('joint', ),
    settings=[
        dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
            synthetic=dict(data_root=f'data/shapesworld_prompts/{index}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_100 (100 masks)',
            synthesize=f'python tools/synthesize.py configs/datasetdm/'
            f'{_generator}_{prompts}.py work_dirs/{_generator}/iter_700.pth '
            f'--num 2000 --out data/shapesworld_prompts/{index} '
            f'--cfg-options synthesis.source.builder.{option}')
        for index, (name, (prompts, option)) in enumerate(_variants.items())
    ])
