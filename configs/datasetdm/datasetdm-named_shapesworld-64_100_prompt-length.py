# DatasetDM's samples from sentences of one length, for the ablation of
# prompts (figure 6; configs/comparisons/shapesworld_prompts.py):
#
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-named_shapesworld-64_100_prompt-length.py \
#       CKPT --num 2000 --out data/shapesworld_5-words \
#       --cfg-options synthesis.source.builder.grammar.start=[{words_5}]
#
# Not run yet. CKPT is the checkpoint of datasetdm-named_shapesworld-64_100.py.
# The paper's figure 6 is a plot: 10 words do about 4 % better than 5, more
# words do not.
_base_ = './datasetdm-named_shapesworld-64_100.py'

synthesis = dict(source=dict(builder=dict(grammar=dict(
    start=['{words_12}'],
    template=['a photo of {a} {names}'],
    words_5=['a photo of {a} {CLS}'],
    words_8=['a photo of {a} {colour} {CLS} on {ground}'],
    # Every sky has three words.
    words_12=['a photo of {a} {colour} {CLS} on {ground} under {sky}'],
    words_16=['a photo of {a} {colour} {CLS} and {a} {colour} {CLS} on '
              '{ground} under {sky}']))))
