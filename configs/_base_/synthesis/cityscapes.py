# Our own sentences of urban driving scenes (configs/prompts/cityscapes.py),
# written in Cityscapes' layout and read back by mmseg's own class.
synthesis = dict(
    source=dict(
        type='mmflexgen.PromptSource',
        builder=dict(
            type='mmflexgen.FilePrompt',
            path='{{ fileDirname }}/../../prompts/cityscapes.txt',
            shuffle=True)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(type='mmflexgen.CityscapesExporter')],
    batch_size=4,
    max_attempts=5)
