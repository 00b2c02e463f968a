# The captions of `val` in place of the grammar, for judging labels; stands
# after a config with synthesis. The first 1,000 draws of run seed 0 are the
# README's fixed prompts. No filter but blanks, and none is left out.
synthesis = dict(
    source=dict(
        builder=dict(
            _delete_=True,
            type='mmflexgen.FilePrompt',
            path='data/shapesworld/annotations/captions_val.json',
            shuffle=True)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    selections=[])
