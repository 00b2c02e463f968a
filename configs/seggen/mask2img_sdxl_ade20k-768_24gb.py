# SegGen's Mask2Img on ADE20K with SDXL-base, 768 px, on one GPU of 24 GB.
#
#   python tools/train.py configs/seggen/mask2img_sdxl_ade20k-768_24gb.py
#
# Not trained. 35 s an iteration of one sample on two cores, 16.3 GB
# (benchmarks/seggen_sdxl.py, random weights). What is given up for it is said
# in text2mask_sdxl_ade20k-768_24gb.py.
_base_ = './mask2img_sdxl_ade20k-768.py'

work_dir = 'work_dirs/seggen/mask2img_sdxl_ade20k-768_24gb'
train_dataloader = dict(batch_size=1)
optim_wrapper = dict(
    _delete_=True,
    type='mmflexgen.StepInBackward',
    optimizer=dict(type='torch.optim.Adafactor', lr=1e-5))
custom_hooks = [
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
