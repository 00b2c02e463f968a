# Stable Diffusion 2.1 at 512 px, which attends on grids of 8, 16, 32 and 64
# cells.
model = dict(
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-2-1-base',
        num_inference_steps=50,
        guidance_scale=7.5))
