# Reverse tuning of c2i_sd15_coco-stuff-512.py on the boxes of 400 images, of
# things and of stuff: the paper's 200 iterations of AdamW at 2e-4, on one GPU.
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco/annotations/instances_train2017.json --per-class 5 \
#       --out data/coco/annotations/instances_train2017_400.json
#   python tools/train.py \
#       configs/flexdataset/c2i_sd15_coco-stuff-512_400.py
#
# Not run yet.
_base_ = './c2i_sd15_coco-stuff-512.py'

work_dir = 'work_dirs/flexdataset/c2i_sd15_coco-stuff-512_400'
stage1 = 'work_dirs/flexdataset/c2i_sd15_coco-stuff-512/export'
model = dict(
    _delete_=True,
    type='mmflexgen.CompositionToImage',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained='checkpoints/stable-diffusion-v1-5',
        num_inference_steps=50,
        guidance_scale=5.0,
        truncate_prompts=True),
    init_from=stage1,
    condition_dropout=0.2,
    amp_dtype='bfloat16')
train_dataloader = dict(
    dataset=dict(
        layouts=dict(
            _delete_=True,
            type='mmflexgen.CocoLayouts',
            data_root='data/coco',
            # The images are those of the first.
            ann_files=['annotations/instances_train2017_400.json',
                       'annotations/stuff_train2017.json'],
            img_prefix='train2017',
            left_out=['other'],
            min_area=0.02),
        cache_dir=work_dir))
train_cfg = dict(max_iters=200)
optim_wrapper = dict(optimizer=dict(lr=2e-4))
param_scheduler = []
default_hooks = dict(checkpoint=dict(interval=100))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-2,
         gamma=10),
    dict(type='mmflexgen.CompositionGridHook', interval=100,
         layouts=_base_.shown),
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
