# FlexDataset's composition-to-image model with a UNet as wide as
# LayoutDiffusion's, in the latents of Stable Diffusion's VAE at 512 px, from
# random weights: the whole UNet learns.
#
#   python tools/model_converters/random_base_model.py --arch layoutdiffusion \
#       checkpoints/layoutdiffusion
#   (replace its vae/ by that of Stable Diffusion 1.5)
#   tools/dist_train.sh \
#       configs/flexdataset/c2i_layoutdiffusion_coco-stuff-512.py 8
#
# Not run yet. LayoutDiffusion denoises pixels at 256; the last four of its six
# levels, of 64 to 8 cells, are these. Its text encoder has random weights too,
# so categories start anywhere.
_base_ = './c2i_sd15_coco-stuff-512.py'

work_dir = 'work_dirs/flexdataset/c2i_layoutdiffusion_coco-stuff-512'
pretrained = 'checkpoints/layoutdiffusion'
model = dict(
    base_model=dict(pretrained=pretrained, guidance_scale=2.0),
    tune_unet=True,
    gradient_checkpointing=True)
train_dataloader = dict(dataset=dict(vae=f'{pretrained}/vae'))
train_cfg = dict(max_iters=300000)
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
