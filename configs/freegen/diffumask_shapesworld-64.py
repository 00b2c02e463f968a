# DiffuMask on ShapesWorld, 64 px, which FreeGen is compared with.
#
#   python tools/synthesize.py configs/freegen/diffumask_shapesworld-64.py \
#       --num 2000 --out data/shapesworld_diffumask
#
# Its labels against the oracle's: 67.8 +- 0.5 mIoU in three seeds of the
# ladder (docs/en/freegen.md). Raw cross-attention, at a fixed threshold and
# unrefined, is cross-attention_shapesworld-64.py.
_base_ = ['../_base_/default_runtime.py',
          '../_base_/models/freegen_shapesworld.py',
          '../_base_/synthesis/shapesworld.py']
default_scope = 'mmseg'

# The grids of 4 and 8 cells find no outlines: their cells are 16 and 8 px.
model = dict(type='mmflexgen.DiffuMask', resolutions=[16])
