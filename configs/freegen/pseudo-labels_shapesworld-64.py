# What FreeGen's rectification is trained on, on ShapesWorld, 64 px: samples of
# the base model, labelled from its plain attention (self x cross), without
# SAM. Neither a real image nor a label is read.
#
#   python tools/synthesize.py \
#       configs/freegen/pseudo-labels_shapesworld-64.py \
#       --num 640 --out work_dirs/freegen/pseudo-labels_shapesworld-64
#
# The steadier half of the samples is listed; all are kept on the disk.
_base_ = ['../_base_/default_runtime.py',
          '../_base_/models/freegen_shapesworld.py',
          '../_base_/synthesis/shapesworld.py']
default_scope = 'mmseg'

model = dict(
    type='mmflexgen.FreeGen',
    # The finest grid there is: one cell is 4 px.
    resolution=16,
    # The paper reads the last step of the denoising, 1; a little noise makes
    # better maps here (docs/en/freegen.md).
    timestep=100,
    # The band was chosen on the second half of 128 prompts
    # (docs/en/freegen.md).
    labeler=dict(type='mmflexgen.RandomWalkerLabeler', threshold=0.6,
                 band=(0.47, 0.65)),
    # At the noisier half of the schedule the attention follows the noise; and
    # without its area in the account, a small object is steady by its size.
    fluctuation=dict(timesteps=[100, 200, 300, 400], per_area=True))

synthesis = dict(
    # An empty mask would be the steadiest of all.
    filters=[
        dict(type='mmflexgen.BlankFilter'),
        dict(type='mmflexgen.PromptedClassFilter', require='every')
    ],
    selections=[
        # Among all samples, the steadier half would show one object each, and
        # what is trained on it misses objects of a crowd
        # (docs/en/freegen.md).
        dict(type='mmflexgen.BestFraction', score='fluctuation',
             fraction=0.5, per='count', highest=False)
    ])
