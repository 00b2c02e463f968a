# ImgSyn on ADE20K: 50 images of each of the 20,210 human masks, 1,010,500 in
# all, as in the paper.
#
#   tools/dist_synthesize.sh 8 configs/seggen/imgsyn_sdxl_ade20k-768.py \
#       --num 1010500 --out data/ade_imgsyn
#
# Not run: neither the data nor SDXL's weights are at hand. Masks are the
# centre squares of the real ones, at 768 px.
_base_ = './masksyn_sdxl_ade20k-768.py'

model = dict(
    _delete_=True,
    type='mmflexgen.ImgSyn',
    metainfo='mmseg.ADE20KDataset',
    dataset=_base_.square,
    mask2img=_base_.model.mask2img)
