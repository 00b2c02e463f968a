# Our own sentences for PASCAL VOC, 100 for each class, in place of the
# template. A round over the file holds every one of them once.
#
# The list stands next to the configs, in a checkout and where pip puts them.
_base_ = './voc.py'

synthesis = dict(
    source=dict(
        builder=dict(
            _delete_=True,
            type='mmflexgen.FilePrompt',
            path='{{ fileDirname }}/../../prompts/voc.txt',
            shuffle=True)))
