# SegGen's training with SDXL (appendix A.4). A config adds the hook that
# exports its weights.
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-5),
    clip_grad=dict(max_norm=1.0))
train_cfg = dict(type='IterBasedTrainLoop', max_iters=30000)
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-4,
         gamma=10)
]
auto_scale_lr = dict(enable=False, base_batch_size=32)
