_base_ = ['../_base_/default_runtime.py',
          '../_base_/models/attention_shapesworld-64.py',
          '../_base_/synthesis/shapesworld.py']
default_scope = 'mmseg'

model = dict(
    type='mmflexgen.FreeGen',
    resolution=16,
    labeler=dict(type='mmflexgen.ThresholdLabeler', iterations=0))
