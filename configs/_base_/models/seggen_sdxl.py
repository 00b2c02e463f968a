# What Text2Mask and Mask2Img share with SDXL-base. A config adds model.type
# and codec, and base_model.num_inference_steps.
model = dict(
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-xl-base-1.0',
        dtype='bfloat16',
        sampler='euler',
        guidance_scale=5.0,
        truncate_prompts=True),
    amp_dtype='bfloat16',
    gradient_checkpointing=True)
