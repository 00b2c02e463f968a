# DatasetDM on ShapesWorld from 100 labelled images, trained from cached
# features: the base model sees eight augmented views of each image once,
# instead of a new one in every iteration.
#
#   python tools/cache_features.py \
#       configs/datasetdm/datasetdm_shapesworld-64_100_cached.py
#   python tools/train.py \
#       configs/datasetdm/datasetdm_shapesworld-64_100_cached.py
#
# The checkpoint is the live config's: test and synthesize with that one.
_base_ = './datasetdm_shapesworld-64_100.py'

cache_dir = 'data/feature_cache/datasetdm_shapesworld-64_100'
model = dict(feature_cache=cache_dir)
train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type='mmflexgen.CachedHypercolumns',
        cache_dir=cache_dir,
        num_views=8,
        dataset={{_base_.train_dataloader.dataset}}))
