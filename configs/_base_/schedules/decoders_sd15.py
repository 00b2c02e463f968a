# DatasetDM's training of decoders on Stable Diffusion: 50,000 iterations of
# one image, AdamW at 1e-4. A config adds its datasets.
train_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True))
val_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False))

# Section 4.1. Appendix A.3 has Adam at 1e-3 instead:
#   --cfg-options optim_wrapper.optimizer.type=Adam \
#       optim_wrapper.optimizer.lr=1e-3
optim_wrapper = dict(
    type='OptimWrapper', optimizer=dict(type='AdamW', lr=1e-4))
train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=50000, val_interval=5000)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
auto_scale_lr = dict(enable=False, base_batch_size=1)
