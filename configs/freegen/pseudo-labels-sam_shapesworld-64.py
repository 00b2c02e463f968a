# The same samples as pseudo-labels_shapesworld-64.py, labelled by the tiny SAM
# that configs/base_models/sam_tiny-64.py trains on other shapes: the paper's
# way, and the row with SAM of its table 6.
#
#   python tools/synthesize.py \
#       configs/freegen/pseudo-labels-sam_shapesworld-64.py \
#       --num 640 --out work_dirs/freegen/pseudo-labels-sam_shapesworld-64
#   python tools/train.py configs/freegen/asr_shapesworld-64.py --cfg-options \
#       work_dir=work_dirs/asr-sam_shapesworld-64 \
#       train_dataloader.dataset.data_root=FOLDER
#
# Not run yet.
_base_ = './pseudo-labels_shapesworld-64.py'

model = dict(labeler=dict(
    _delete_=True,
    type='mmflexgen.SamLabeler',
    pretrained='checkpoints/sam_tiny-64'))
