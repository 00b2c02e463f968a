# Trains the carried model further, from its weights: for machines that have
# more time, or a GPU.
#
#   python tools/train.py configs/base_models/shapesworld_sd_64px_continue.py
#
# The carried weights have had 18,000 and again 14,000 of its iterations, in 98
# and 81 minutes on 2 cores (two processes of 16 samples; docs/en/
# base_models.md). The oracle finds 89.6 % of the prompted classes, after 87.9
# and, before both, 67.0:
#
#   OMP_NUM_THREADS=1 tools/dist_train.sh \
#       configs/base_models/shapesworld_sd_64px_continue.py 2 \
#       --cfg-options train_dataloader.batch_size=16 train_cfg.max_iters=20000
#
# Writes diffusers/ beside its checkpoints. Where the audit finds more classes
# in its samples (README, E, with --cfg-options
# model.base_model.pretrained=FOLDER), it may take the carried model's place:
#
#   python tools/model_converters/publish_weights.py \
#       work_dirs/base_models/shapesworld_sd_64px_continue/diffusers \
#       checkpoints/shapesworld_sd64
_base_ = './shapesworld_sd_64px.py'

work_dir = 'work_dirs/base_models/shapesworld_sd_64px_continue'
carried = 'checkpoints/shapesworld_sd64'
vae = f'{carried}/vae'
tokenizer = dict(path=f'{carried}/tokenizer')

model = dict(init_from=carried, tokenizer=tokenizer)
train_dataloader = dict(
    dataset=dict(vae=vae, tokenizer=tokenizer, cache_dir=work_dir))
# The average already stands for a long training: no steep start.
optim_wrapper = dict(optimizer=dict(lr=7e-4))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-3,
         gamma=10),
    dict(type='SamplePromptsHook', interval=1000, vae=vae,
         prompts={{_base_.prompts}}),
    dict(type='ExportDiffusersHook', interval=2000, vae=vae,
         out_dir=f'{work_dir}/diffusers')
]
