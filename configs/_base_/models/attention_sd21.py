# What generators that label by attention share at the paper's size: Stable
# Diffusion 2.1, 512 px, which attends on grids of 8, 16, 32 and 64 cells.
# A config adds model.metainfo.
model = dict(
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-2-1-base',
        num_inference_steps=50,
        guidance_scale=7.5))
