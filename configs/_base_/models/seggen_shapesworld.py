# What Text2Mask and Mask2Img share on ShapesWorld, 64 px. A config adds
# model.type and codec, and of base_model the folder, the steps and the
# guidance.
model = dict(
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        sampler='euler',
        truncate_prompts=True),
    caption_dropout=0.1,
    # As its base model was trained: shapes are decided at middle times.
    logit_normal=(0.3, 1.0),
    uniform_share=0.25,
    amp_dtype='bfloat16',
    plain_attention=True)
