# FlexDataset's saliency decoder on ShapesWorld, 64 px, whose blocks beyond the
# query's cells of 4 px see the image, too (not in the paper).
#
#   C=flexdataset-saliency_shapesworld-64_100_image-skips
#   torchrun --nproc_per_node=2 tools/train.py configs/flexdataset/$C.py \
#       --launcher pytorch --cfg-options train_dataloader.batch_size=8 \
#       env_cfg.dist_cfg.backend=gloo
#   python tools/synthesize.py configs/flexdataset/$C.py \
#       work_dirs/$C/iter_500.pth --num 2000 --workers 2 --out \
#       data/shapesworld_flexdataset-saliency_100_image-skips
#
# after c2i_shapesworld-64_100.py. 13 and 21 minutes on two cores in float32.
# On val, boxes given: MSE 0.0155, MAE 0.025, Fbeta 0.960.
_base_ = './flexdataset-saliency_shapesworld-64_100.py'

model = dict(decoders=dict(saliency=dict(mask_stride=1, image_skips=True)))

max_iters = 500
param_scheduler = [
    _base_.param_scheduler[0],
    dict(_base_.param_scheduler[1], end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
default_hooks = dict(checkpoint=dict(interval=250))
