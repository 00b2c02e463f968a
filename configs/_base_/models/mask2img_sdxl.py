# Mask2Img with SDXL-base, to draw images of masks. A config adds the
# generator, and mask2img.controlnet: the folder that its training exports.
model = dict(mask2img=dict(
    type='mmflexgen.ControlledDiffusion',
    pretrained='checkpoints/stable-diffusion-xl-base-1.0',
    dtype='bfloat16',
    sampler='euler',
    num_inference_steps=40,
    guidance_scale=5.0,
    truncate_prompts=True))
