# What generators that label by attention share on ShapesWorld: the carried
# base model, whose UNet attends on grids of 4, 8 and 16 cells.
model = dict(
    metainfo='mmflexgen.ShapesWorldDataset',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/shapesworld_sd64',
        num_inference_steps=30,
        guidance_scale=4.0))
