# The student of the comparison tables, tested on real images as the VAE of
# the base model gives them back: what is lost so, no image of that model has.
#
#   (first the training of configs/sifting/seggen_shapesworld_400.py)
#   python tools/test.py configs/downstream/fpn_r18_shapesworld_vae.py \
#       work_dirs/fpn_r18_shapesworld_400/iter_2400.pth
#
# 78.5 mIoU; 83.8 on the images as they are. Half a minute.
_base_ = './fpn_r18_shapesworld.py'

test_pipeline = [
    _base_.load_image,
    dict(type='mmflexgen.AutoencoderRoundTrip',
         pretrained='checkpoints/shapesworld_sd64'),
    *_base_.test_pipeline[1:]
]
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
