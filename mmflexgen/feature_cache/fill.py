"""From labelled images to cached features."""

from typing import Any

from mmengine.dataset import pseudo_collate
from tqdm import tqdm

from mmflexgen.synthesis import make_record
from .settings import model_settings
from .view_file import write_view


def fill(cached: Any, model: Any, device: str, show: bool = True) -> int:
    """Writes the views that a cache does not have.

    Each image goes through the model by itself: what is written does not
    depend on where an earlier run was stopped.

    Args:
        cached: the :class:`mmflexgen.CachedHypercolumns` to fill.
        model: a generator with ``labelled_column``, on ``device``.
        device: torch device.
        show: whether to show progress on stderr.

    Returns:
        int: how many views were written.

    Raises:
        InputError: see :meth:`FeatureCache.filling` and :func:`write_view`.
    """
    cache, views = cached.cache, cached.views
    record = make_record(
        dict(model=model_settings(model.column_settings),
             views=cached.settings, dtype=cached.dtype),
        checkpoint=None, seed=views.seed, device=device)
    record['shape'] = model.column_shape()
    num_images = len(views.dataset)
    with cache.filling(record):
        missing = cache.missing(num_images, views.num_views)
        for index in tqdm(missing, 'cache features', len(views),
                          disable=not show, unit='view',
                          initial=len(views) - len(missing)):
            data = model.data_preprocessor(
                pseudo_collate([views[index]]), True)
            column = model.labelled_column(**data)
            view, image = divmod(index, num_images)
            cache.write(cache.path(image, view), write_view(
                column, data['data_samples'][0], cached.dtype))
    return len(missing)
