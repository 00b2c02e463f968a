# SegGen's Text2Mask on ADE20K with SDXL-base, 768 px, on one GPU of 24 GB.
#
#   python tools/train.py configs/seggen/text2mask_sdxl_ade20k-768_24gb.py
#
# Not trained. 87 s an iteration of one sample on two cores, 18.7 GB
# (benchmarks/seggen_sdxl.py, random weights). Of AdamW's four numbers to a
# weight (41 GB) one is left: weights are updated in the backward pass, where
# each gradient is dropped at once, and Adafactor keeps means of rows and
# columns. Gone with them are clipping and the average of the weights.
_base_ = './text2mask_sdxl_ade20k-768.py'

work_dir = 'work_dirs/seggen/text2mask_sdxl_ade20k-768_24gb'
train_dataloader = dict(batch_size=1)
optim_wrapper = dict(
    _delete_=True,
    type='mmflexgen.StepInBackward',
    # By its full name: mmengine's "Adafactor" is that of transformers.
    optimizer=dict(type='torch.optim.Adafactor', lr=1e-5))
custom_hooks = [
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
