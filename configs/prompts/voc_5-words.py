# A list of short prompts, for the ablation of their length (DatasetDM, figure
# 6); voc.txt has about fifteen words a line.
#
#   python tools/write_prompts.py configs/prompts/voc_5-words.py \
#       --out data/voc_5-words.txt \
#       --cfg-options writer.path=/models/some-instruct-model
#
# Not run: no language model is at hand.
_base_ = './voc.py'

prompt_list = dict(min_words=3, max_words=7)
guide = (
    'Write {count} captions of different everyday photographs. Each shows '
    'one {name}, uses the words "{name}" and has about five words. One '
    'caption a line and nothing else.')
