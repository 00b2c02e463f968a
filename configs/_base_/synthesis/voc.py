# The paper's template prompts for PASCAL VOC, read back by mmseg's own class.
synthesis = dict(
    source=dict(
        type='mmflexgen.PromptSource',
        builder=dict(type='mmflexgen.TemplatePrompt')),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(
        type='mmflexgen.VOCExporter',
        img_suffix='.jpg',
        consumer=dict(type='mmseg.PascalVOCDataset'))],
    batch_size=4,
    max_attempts=5)
