# How many prompts, and how long they are (DatasetDM, table 4d and figure 6),
# Mask2Former Swin-B on PASCAL VOC 2012: joint training on 100 real images and
# 40,000 samples of one generator. The paper's mIoU: 76.6 from 100 prompts by
# people, 77.1, 77.3, 78.5 and 78.5 from 100, 200, 500 and 1,000 by GPT-4; 10
# words do about 4 better than 5, more words do not.
#
# Here the template stands for the people, our list for GPT-4. Its first lines
# are balanced over the classes:
#
#   for n in 100 200 500 1000; do
#     head -n $n configs/prompts/voc.txt > data/voc_$n.txt
#   done
#
# The list has about fifteen words a line; shorter ones are written by
# configs/prompts/voc_5-words.py and voc_10-words.py.
#
# The generator is trained once, by datasetdm_sd15_voc2012-512_100.py. The
# samples of a row are its setting's `synthesize`, which compare.py names as
# long as they are missing:
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_prompts.py \
#       --out work_dirs/comparisons/voc2012_prompts --launcher pytorch
#
# 24 runs. Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

_generator = 'datasetdm_sd15_voc2012-512_100'
_lists = {
    **{f'{num} prompts': f'data/voc_{num}.txt'
       for num in (100, 200, 500, 1000)},
    '5 words': 'data/voc_5-words.txt',
    '10 words': 'data/voc_10-words.txt',
    '15 words': 'configs/prompts/voc.txt',
}
_builder = 'synthesis.source.builder'
comparison = dict(
    rows=('joint', ),
    settings=[
        dict(_base_.comparison.settings[0], name='template'),
        *(dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/train_100.txt'),
            synthetic=dict(
                data_root=f'data/voc2012_{name.replace(" ", "_")}',
                ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='train_100 (100 masks)',
            synthesize=f'python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            f'--num 40000 --out data/voc2012_{name.replace(" ", "_")} '
            f'--cfg-options {_builder}.type=mmflexgen.FilePrompt '
            f'{_builder}.shuffle=True {_builder}.path={path}')
          for name, path in _lists.items())
    ])
