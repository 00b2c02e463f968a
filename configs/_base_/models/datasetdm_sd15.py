# DatasetDM with Stable Diffusion 1.5 at 512 px and the paper's schedule. A
# config adds model.metainfo, data and evaluators.
_base_ = '../schedules/decoders_sd15.py'

size = (512, 512)
model = dict(
    type='mmflexgen.DatasetDM',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-v1-5',
        num_inference_steps=50,
        guidance_scale=7.5),
    decoders=dict(semantic=dict(
        type='mmflexgen.PDecoder', head=dict(type='mmflexgen.SemanticHead'))),
    class_names=['given', 'none'],
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size,
        test_cfg=dict(size=size)))

# Appendix A.3: random scaling and a crop of 512 px.
augment = [
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs')
]
