# Prompts in the language of ShapesWorld's captions (mmflexgen/datasets/
# shapesworld/captions.py), written in VOC layout with PNG images and read
# back by the class that reads ShapesWorld.
#
# White is missing where a sky is named, and so is pink: by day one, at dusk
# the other, would vanish before it.
_grammar = dict(
    start=[
        '{opening} {full} on {ground} under {sky}',
        '{opening} {plain} on {ground}',
        '{opening} {related} under {sky}',
        '{opening} {bare} on {ground} under {sky}',
        'a photo of {a} {names}',
    ],
    opening=['a photo of', 'a picture of', 'an image of', 'a scene with', ''],
    ground=['sand', 'grass', 'snow', 'stone', 'earth', 'water'],
    sky=['a clear sky', 'a cloudy sky', 'a dusk sky', 'a night sky'],
    # Objects are named from near to far; the more there are, the smaller.
    full=[
        ['{one_of_one}', 0.35],
        ['{one_of_two} and {one_of_two}', 0.33],
        ['{one_of_many}, {one_of_many} and {one_of_many}', 0.20],
        ['{one_of_many}, {one_of_many}, {one_of_many} and {one_of_many}',
         0.12],
    ],
    one_of_one=['{a} large {item}', '{a} {item}'],
    one_of_two=[['{a} large {item}', 0.35], ['{a} {item}', 0.55],
                ['{a} small {item}', 0.10]],
    one_of_many=[['{a} {item}', 0.7], ['{a} small {item}', 0.3]],
    item=['{colour} {texture} {CLS}'],
    colour=['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'black',
            'brown'],
    texture=[['', 0.4], ['striped', 0.2], ['dotted', 0.2], ['rough', 0.2]],
    plain=[
        ['{tinted}', 0.35],
        ['{tinted} and {tinted}', 0.33],
        ['{tinted}, {tinted} and {tinted}', 0.20],
        ['{tinted}, {tinted}, {tinted} and {tinted}', 0.12],
    ],
    tinted=['{a} {tint} {CLS}'],
    tint=['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'black',
          'brown', 'white', 'pink'],
    related=[
        ['{coloured}', 0.35],
        ['{coloured} in front of {coloured}', 0.33],
        ['{coloured}, {coloured} and {coloured}', 0.32],
    ],
    coloured=['{a} {colour} {CLS}'],
    bare=[
        ['{a} {CLS}', 0.35],
        ['{a} {CLS} and {a} {CLS}', 0.33],
        ['{a} {CLS}, {a} {CLS} and {a} {CLS}', 0.20],
        ['{a} {CLS}, {a} {CLS}, {a} {CLS} and {a} {CLS}', 0.12],
    ],
    names=[
        ['{CLS}', 0.35],
        ['{CLS}, {CLS}', 0.33],
        ['{CLS}, {CLS}, {CLS}', 0.20],
        ['{CLS}, {CLS}, {CLS}, {CLS}', 0.12],
    ])

synthesis = dict(
    source=dict(
        type='mmflexgen.PromptSource',
        builder=dict(type='mmflexgen.GrammarPrompt', grammar=_grammar)),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(
        type='mmflexgen.VOCExporter',
        img_suffix='.png',
        consumer=dict(type='mmflexgen.ShapesWorldDataset'))],
    batch_size=16,
    max_attempts=5)
