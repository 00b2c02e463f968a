# A list of prompts of middling length, for the ablation of their length
# (DatasetDM, figure 6); voc.txt has about fifteen words a line.
#
#   python tools/write_prompts.py configs/prompts/voc_10-words.py \
#       --out data/voc_10-words.txt \
#       --cfg-options writer.path=/models/some-instruct-model
#
# Not run: no language model is at hand.
_base_ = './voc.py'

prompt_list = dict(min_words=8, max_words=12)
guide = (
    'Write {count} captions of different everyday photographs. Each shows '
    'one {name}, uses the words "{name}" and has about ten words. One '
    'caption a line and nothing else.')
