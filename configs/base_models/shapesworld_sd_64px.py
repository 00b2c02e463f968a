# ShapesWorld's text-to-image model: what Stable Diffusion is to
# photographs, in 8.1 M parameters, 6.8 M of them the UNet.
#
#   python tools/train.py configs/base_models/shapesworld_vae_f4_64px.py
#   python tools/train.py configs/base_models/shapesworld_sd_64px.py
#   (again with --resume to continue)
#
# On 2 cores two processes of 16 samples are the fastest, 0.26 s an iteration,
# an hour in all:
#   OMP_NUM_THREADS=1 tools/dist_train.sh \
#       configs/base_models/shapesworld_sd_64px.py 2 \
#       --cfg-options train_dataloader.batch_size=16
# The oracle then finds 67 % of the prompted classes in 1,000 samples (docs/en/
# base_models.md). 432,000 samples are few: shapes keep improving, and
# shapesworld_sd_64px_continue.py goes on.
#
# Writes work_dirs/base_models/shapesworld_sd_64px/diffusers, which a plain
# diffusers.StableDiffusionPipeline loads, and every config that has a
# base_model: --cfg-options model.base_model.pretrained=FOLDER.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/schedules/shapesworld_unet.py'
]

work_dir = 'work_dirs/base_models/shapesworld_sd_64px'
vae = 'work_dirs/base_models/shapesworld_vae_f4_64px/diffusers/vae'
data_root = 'data/shapesworld/unlabelled'
# Trained on the captions when the folder is missing.
tokenizer = dict(
    path=f'{work_dir}/tokenizer',
    data_root=data_root,
    vocab_size=1024,
    max_token_length=7,
    max_length=64)

model = dict(
    type='TextToImageTrainer',
    unet=dict(
        sample_size=16,
        in_channels=4,
        out_channels=4,
        down_block_types=('CrossAttnDownBlock2D', ) * 3,
        mid_block_type='UNetMidBlock2DCrossAttn',
        up_block_types=('CrossAttnUpBlock2D', ) * 3,
        block_out_channels=(64, 96, 144),
        layers_per_block=1,
        # In Stable Diffusion's configs too this is the number of heads.
        attention_head_dim=2,
        cross_attention_dim=128,
        use_linear_projection=True,
        norm_num_groups=16),
    text_encoder=dict(
        hidden_size=128,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=4),
    tokenizer=tokenizer,
    scheduler=dict(
        num_train_timesteps=1000,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule='scaled_linear',
        # Plain colours live in the lowest frequencies, which the last step
        # of the usual schedule still shows (Lin et al. 2024).
        rescale_betas_zero_snr=True,
        timestep_spacing='trailing',
        prediction_type='v_prediction',
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1),
    caption_dropout=0.1)

train_dataloader = dict(
    dataset=dict(
        type='LatentTextDataset',
        data_root=data_root,
        vae=vae,
        tokenizer=tokenizer,
        cache_dir=work_dir))

train_cfg = dict(type='IterBasedTrainLoop', max_iters=13500)
optim_wrapper = dict(optimizer=dict(fused=True))
default_hooks = dict(
    logger=dict(interval=100),
    checkpoint=dict(interval=1000, max_keep_ckpts=2))
# Twice each: two seeds of every prompt, one row each.
prompts = [
    'a photo of a red star on sand',
    'a picture of a blue ring and a yellow heart on snow',
    'a photo of a mushroom',
    'a green arrow in front of a white disc under a dusk sky',
    'a photo of a crescent, hourglass',
    'a photo of a figure',
    'a photo of a purple cross on grass under a clear sky',
    'a photo of a square, triangle, disc',
] * 2
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-3,
         gamma=10),
    dict(type='SamplePromptsHook', interval=1000, vae=vae, prompts=prompts),
    dict(type='ExportDiffusersHook', interval=2000, vae=vae,
         out_dir=f'{work_dir}/diffusers')
]
