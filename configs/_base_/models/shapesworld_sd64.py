# What generators on ShapesWorld share: the carried base model, whose UNet has
# grids of 4, 8 and 16 cells and attends on all of them.
model = dict(
    metainfo='mmflexgen.ShapesWorldDataset',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/shapesworld_sd64',
        num_inference_steps=30,
        guidance_scale=4.0))
