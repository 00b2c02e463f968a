# The carried base model for methods that read its attention. They sample more
# than they train, which bfloat16 makes faster, on a CPU too.
_base_ = './shapesworld_sd64.py'
model = dict(base_model=dict(dtype='bfloat16'))
