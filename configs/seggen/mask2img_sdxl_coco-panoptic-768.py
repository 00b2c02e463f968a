# SegGen's Mask2Img on COCO's panoptic labels with SDXL-base, 768 px: the
# paper's schedule.
#
#   tools/dist_train.sh configs/seggen/mask2img_sdxl_coco-panoptic-768.py 8
#
# Not run: neither the data nor SDXL's weights are at hand. Captions are
# BLIP-2's (tools/caption.py) or, as data/coco/captions.jsonl, one's own.
_base_ = ['../_base_/default_runtime.py',
          '../_base_/datasets/coco_panoptic_colour_maps.py']
default_scope = 'mmdet'

work_dir = 'work_dirs/seggen/mask2img_sdxl_coco-panoptic-768'
model = dict(
    type='mmflexgen.Mask2Img',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-xl-base-1.0',
        dtype='bfloat16',
        sampler='euler',
        num_inference_steps=40,
        guidance_scale=5.0,
        truncate_prompts=True),
    codec=_base_.codec,
    amp_dtype='bfloat16',
    gradient_checkpointing=True)

# Appendix A.4.
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-5),
    clip_grad=dict(max_norm=1.0))
train_cfg = dict(type='IterBasedTrainLoop', max_iters=30000)
default_hooks = dict(checkpoint=dict(interval=5000))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-4,
         gamma=10),
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
auto_scale_lr = dict(enable=False, base_batch_size=32)
# Processes draw noise and captions of their own.
randomness = dict(seed=0, diff_rank_seed=True)
