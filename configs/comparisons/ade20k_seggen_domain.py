# SegGen on an unseen domain: trained on ADE20K with and without its samples,
# tested on PASCAL VOC val, by Mask2Former R50 on three classes that both have.
# The paper shows pictures alone (figures 1 and 6). Six runs; samples:
# ade20k_mask2former-r50_seggen.py.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_seggen_domain.py \
#       --out work_dirs/comparisons/ade20k_seggen_domain --launcher pytorch
#
# Not run: it wants data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_car-person-motorbike.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

_real = dict(_base_.shared_data.ade20k_train,
             pipeline=[*_base_.shared_load.ade20k, *_base_.augment])
_both = _base_.all_samples[2]
comparison = dict(
    metric='mIoU/shared',
    settings=[
        dict(
            _both,
            name='ADE20K, tested on PASCAL VOC',
            real=_real,
            synthetic=[dict(_real, data_root=part['data_root'])
                       for part in _both['synthetic']])
    ])
