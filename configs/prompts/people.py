# What people.txt holds, and how a language model would write another one.
_base_ = '../_base_/prompt_writer.py'

prompt_list = dict(classes=['person'], per_class=200, total=200,
                   max_words=20)
guide = (
    'Write {count} captions of different full-body photographs of one {name} '
    'for estimating poses. Each uses the word "{name}", says what the {name} '
    'wears from head to foot and what the {name} does, so that arms and legs '
    'are seen, and names a simple place. Vary age, build, clothes, action '
    'and light. About fifteen words each, one caption a line and nothing '
    'else.')
