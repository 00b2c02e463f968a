# FreeGen's second stage at the paper's size, whatever it labels: the grounding
# decoder on the features of Stable Diffusion 2.1, with hardness-aware
# self-training. A config adds the dataset, its prompts and where the first
# stage wrote its samples.
_base_ = [
    './default_runtime.py', './models/sd21.py', './schedules/freegen.py'
]
default_scope = 'mmseg'

size = (512, 512)
model = dict(
    type='mmflexgen.DatasetDM',
    decoders=dict(grounding=dict(type='mmflexgen.EntityGroundingDecoder')),
    # The decoder grounds names itself.
    attn_channels='none',
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size,
        test_cfg=dict(size=size)))
train_dataloader = dict(dataset=dict(type='mmflexgen.RelabelledDataset'))
default_hooks = {{_base_.epoch_hooks}}
log_processor = dict(by_epoch=True)
custom_hooks = [
    # The paper does not say when its rounds are; these are ShapesWorld's.
    dict(type='mmflexgen.HardnessSelfTrainingHook', begin=8, interval=4)
]
