# Stage 2, reverse tuning: MIMC layers on the boxes of the 100 labelled images,
# 200 iterations of AdamW at 2e-4, as the paper has it.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_100.py
#
# 2 minutes. The UNet stays as stage 1 left it, in checkpoints/;
# model.tune_unet=True tunes it too (c2i_shapesworld-64_100_unet.py).
_base_ = './c2i_shapesworld-64.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_100'
stage1 = 'checkpoints/shapesworld_c2i-64'
model = dict(
    _delete_=True,
    type='mmflexgen.CompositionToImage',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained=stage1,
        num_inference_steps=30,
        guidance_scale=3.0,
        truncate_prompts=True),
    init_from=stage1,
    condition_dropout=0.2,
    logit_normal=(0.3, 1.0),
    uniform_share=0.25,
    amp_dtype='bfloat16',
    plain_attention=True)
train_dataloader = dict(
    dataset=dict(
        layouts=dict(
            _delete_=True,
            type='mmflexgen.CocoLayouts',
            data_root='data/shapesworld',
            ann_files=['annotations/instances_labelled_100.json'],
            img_prefix='JPEGImages'),
        vae=f'{stage1}/vae',
        cache_dir=work_dir))
train_cfg = dict(max_iters=200)
optim_wrapper = dict(optimizer=dict(lr=2e-4))
param_scheduler = []
default_hooks = dict(checkpoint=dict(interval=100))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-2,
         gamma=10),
    dict(type='mmflexgen.CompositionGridHook', interval=100,
         layouts=_base_.shown),
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
