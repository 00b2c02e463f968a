# Second half of pre-training and fine-tuning on Cityscapes' humans and
# vehicles: Mask2Former R50 goes on from
# mask2former_r50_cityscapes-512x1024_human-vehicle_pretrain.py on 1,500
# real images. Which ones the paper does not say; here any:
#
#   cd data/cityscapes
#   find leftImg8bit/train -name '*_leftImg8bit.png' -printf '%P\n' | sort |
#       sed 's/_leftImg8bit.png//' |
#       shuf -n 1500 --random-source=<(yes) > train_1500.txt
#   cd -
#   C=configs/downstream/mask2former_r50_cityscapes-512x1024_human-vehicle
#   bash tools/dist_train.sh ${C}_finetune.py 8
#
# The row to compare with has the same images and no pre-training:
#
#   --work-dir work_dirs/mask2former_r50_human-vehicle_1500 \
#   --cfg-options load_from=None
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = './mask2former_r50_cityscapes-512x1024_human-vehicle.py'

train_dataloader = dict(dataset=dict(ann_file='train_1500.txt'))
# Weights only: optimizer and schedule begin anew.
load_from = ('work_dirs/mask2former_r50_cityscapes-512x1024_human-vehicle_'
             'pretrain/iter_90000.pth')
