# Mask2Img on ShapesWorld's base model, to draw images of masks. A config adds
# the generator, and mask2img.controlnet: the folder that its training exports.
model = dict(mask2img=dict(
    type='mmflexgen.ControlledDiffusion',
    pretrained='checkpoints/shapesworld_sd64',
    sampler='euler',
    num_inference_steps=15,
    guidance_scale=4.0,
    truncate_prompts=True,
    # On a CPU that has bfloat16, half the time of float32.
    dtype='bfloat16'))
