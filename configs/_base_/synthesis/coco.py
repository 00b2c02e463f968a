# Our own sentences for COCO (configs/prompts/coco.py). A config adds the
# exporter, which knows what its samples hold.
synthesis = dict(
    source=dict(
        type='mmflexgen.PromptSource',
        builder=dict(
            type='mmflexgen.FilePrompt',
            path='{{ fileDirname }}/../../prompts/coco.txt',
            shuffle=True)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    batch_size=4,
    max_attempts=5)
