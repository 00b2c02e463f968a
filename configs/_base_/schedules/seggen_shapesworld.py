# SegGen's training on ShapesWorld. A config adds the number of iterations,
# the learning rate and the hooks that know its folder.
train_cfg = dict(type='IterBasedTrainLoop')
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', betas=(0.9, 0.99), weight_decay=1e-2),
    clip_grad=dict(max_norm=1.0))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=100),
    dict(type='CosineAnnealingLR', by_epoch=False, begin=100, eta_min=1e-5)
]
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA',
         momentum=2e-3, gamma=10)
]
