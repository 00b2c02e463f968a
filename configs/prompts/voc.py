# What voc.txt holds, and how a language model would write another one.
_base_ = '../_base_/prompt_writer.py'

prompt_list = dict(
    # As the prompts write them; PromptSource leads back to mmseg's names by
    # the generator's prompt_names.
    classes=[
        'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat',
        'chair', 'cow', 'dining table', 'dog', 'horse', 'motorbike', 'person',
        'potted plant', 'sheep', 'sofa', 'train', 'tv monitor'
    ],
    per_class=100,
    total=2000,
    max_words=20)
guide = (
    'Write {count} captions of different everyday photographs for the PASCAL '
    'VOC dataset. Each shows one {name} clearly, in the foreground, and uses '
    'the words "{name}". Vary its kind and colour, what it does, the place, '
    'the light and what else is there. About fifteen words each, plain '
    'descriptions of what is seen, one caption a line and nothing else.')
