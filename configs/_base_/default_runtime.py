default_scope = 'mmflexgen'

default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=50, log_metric_by_epoch=False),
    param_scheduler=dict(type='ParamSchedulerHook'),
    # Two are kept, because the older one is deleted before the newer one
    # is written.
    checkpoint=dict(
        type='CheckpointHook', by_epoch=False, interval=1000,
        max_keep_ckpts=2),
    sampler_seed=dict(type='DistSamplerSeedHook'))

env_cfg = dict(
    cudnn_benchmark=False,
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
    dist_cfg=dict(backend='nccl'))
log_processor = dict(by_epoch=False, window_size=50)
visualizer = dict(
    type='Visualizer', vis_backends=[dict(type='LocalVisBackend')])

log_level = 'INFO'
load_from = None
resume = False
randomness = dict(seed=0)
