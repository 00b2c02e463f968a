# FreeGen's training, both stages: Adam at 1e-4, batch 4, 20 epochs.
train_dataloader = dict(
    batch_size=4,
    num_workers=2,
    sampler=dict(type='DefaultSampler', shuffle=True))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='Adam', lr=1e-4, betas=(0.9, 0.999)))
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=20)
auto_scale_lr = dict(enable=False, base_batch_size=4)
# For default_hooks and log_processor of a config.
epoch_hooks = dict(
    logger=dict(log_metric_by_epoch=True),
    checkpoint=dict(by_epoch=True, interval=1),
    # A run that resumes goes on as if it had not stopped.
    epoch_seed=dict(type='mmflexgen.EpochSeedHook'))
