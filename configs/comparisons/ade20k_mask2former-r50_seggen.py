# SegGen on ADE20K with Mask2Former R50 (tables 1 and 4a): 47.2 mIoU on real
# data alone, 48.5 augmented with MaskSyn's samples, 49.3 with ImgSyn's, 49.9
# with both. Twelve runs.
#
#   python tools/caption.py configs/captioners/blip2_ade20k.py \
#       --out data/ade/captions.jsonl
#   for model in text2mask mask2img; do
#     tools/dist_train.sh configs/seggen/${model}_sdxl_ade20k-768.py 8
#   done
#   tools/dist_synthesize.sh 8 configs/seggen/masksyn_sdxl_ade20k-768.py \
#       --num 202100 --out data/ade_masksyn
#   tools/dist_synthesize.sh 8 configs/seggen/imgsyn_sdxl_ade20k-768.py \
#       --num 1010500 --out data/ade_imgsyn
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_mask2former-r50_seggen.py \
#       --out work_dirs/comparisons/ade20k_r50_seggen --launcher pytorch
#
# Not run: it wants ADE20K, SDXL's and BLIP-2's weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(settings=_base_.all_samples)
