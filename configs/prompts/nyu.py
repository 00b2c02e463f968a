# What nyu.txt holds, and how a language model would write another one.
_base_ = '../_base_/prompt_writer.py'

prompt_list = dict(
    # mmseg's NYUDataset has the same kinds of room, with underscores.
    classes=[
        'printer room', 'bathroom', 'living room', 'study', 'conference room',
        'study room', 'kitchen', 'home office', 'bedroom', 'dinette',
        'playroom', 'indoor balcony', 'laundry room', 'basement',
        'exercise room', 'foyer', 'home storage', 'cafe', 'furniture store',
        'office kitchen', 'student lounge', 'dining room', 'reception room',
        'computer lab', 'classroom', 'office', 'bookstore'
    ],
    per_class=8,
    total=216,
    max_words=20)
guide = (
    'Write {count} captions of different photographs of a {name} for the NYU '
    'Depth dataset, taken indoors at eye level. Each uses the words "{name}" '
    'and says which furniture stands where, near and far. Vary size, style, '
    'light and tidiness. About fifteen words each, plain descriptions, one '
    'caption a line and nothing else.')
