# DatasetDM's samples from the captions of `val`, for judging labels and
# prompts: the first 1,000 draws of run seed 0 are the README's fixed prompts.
#
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-named_shapesworld-64_100_val-prompts.py \
#       CKPT --num 1000 --out data/shapesworld_val_prompts
_base_ = './datasetdm-named_shapesworld-64_100.py'

synthesis = dict(
    source=dict(
        builder=dict(
            _delete_=True,
            type='mmflexgen.FilePrompt',
            path='data/shapesworld/annotations/captions_val.json',
            shuffle=True)))
