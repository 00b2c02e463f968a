_base_ = ['../_base_/default_runtime.py',
          '../_base_/models/attention_shapesworld-64.py',
          '../_base_/synthesis/shapesworld.py']
default_scope = 'mmseg'

model = dict(type='mmflexgen.DiffuMask', resolutions=[4, 8, 16])
