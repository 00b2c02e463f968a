"""Hypercolumns of a frozen model, read instead of computed."""

from typing import Any, Dict

from torch.utils.data import Dataset

from mmflexgen.feature_cache import (DTYPES, FeatureCache, read_view,
                                     view_settings)
from mmflexgen.registry import DATASETS
from mmflexgen.utils import check_choice
from .seeded_views import SeededViews


@DATASETS.register_module()
class CachedHypercolumns(Dataset):
    """Labelled images as a frozen diffusion model saw them.

    ``tools/cache_features.py`` fills the cache. Its samples give a model,
    whose ``feature_cache`` must be the same folder, the losses that
    :class:`SeededViews` of the same arguments would give it.

    Args:
        cache_dir: folder of the cache.
        dataset, num_views, seed: see :class:`SeededViews`.
        dtype: of what is stored: 'float16', 'bfloat16' or 'float32'.

    Raises:
        InputError: if ``dtype`` is none of these.
    """

    def __init__(self, cache_dir: str, dataset: Dict[str, Any],
                 num_views: int = 1, seed: int = 0,
                 dtype: str = 'float16') -> None:
        check_choice('dtype of CachedHypercolumns', dtype, DTYPES)
        self.cache_dir = cache_dir
        self.cache = FeatureCache(cache_dir)
        self.config = dataset
        self.dtype = dtype
        self.views = SeededViews(dataset, num_views, seed)
        self._checked = False

    @property
    def metainfo(self) -> Dict[str, Any]:
        """Of the labelled images."""
        return self.views.metainfo

    @property
    def settings(self) -> Dict[str, Any]:
        """What the cached views depend on, beside the model."""
        return view_settings(self.views.dataset, self.config,
                             self.views.seed)

    def full_init(self) -> None:
        """Checks the cache; mmengine's runner calls it.

        Raises:
            InputError: the cache is of other settings, or not complete.
        """
        self.cache.check(views=self.settings, dtype=self.dtype)
        self.cache.check_complete(len(self.views.dataset),
                                  self.views.num_views)
        self._checked = True

    def __len__(self) -> int:
        return len(self.views)

    def __getitem__(self, index: int) -> Dict[str, Any]:
        """``inputs``, a :class:`LabelledColumn` of one image, and
        ``data_samples``, its data sample as the model preprocessed it."""
        if not self._checked:
            self.full_init()
        view, image = divmod(index, len(self.views.dataset))
        column, sample = read_view(self.cache.path(image, view),
                                   self.cache_dir)
        return dict(inputs=column, data_samples=sample)
