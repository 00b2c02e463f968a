"""One child registry per mmengine root.

``locations`` name the sub-packages that hold the modules: mmengine imports
them the first time a type of this scope is built, so importing mmflexgen
costs nothing, and ``type='mmflexgen.X'`` is found from an mmseg or mmdet
config without further ado.
"""

from typing import Optional

from mmengine.registry import DATA_SAMPLERS as MMENGINE_DATA_SAMPLERS
from mmengine.registry import DATASETS as MMENGINE_DATASETS
from mmengine.registry import HOOKS as MMENGINE_HOOKS
from mmengine.registry import METRICS as MMENGINE_METRICS
from mmengine.registry import MODELS as MMENGINE_MODELS
from mmengine.registry import OPTIM_WRAPPERS as MMENGINE_OPTIM_WRAPPERS
from mmengine.registry import TASK_UTILS as MMENGINE_TASK_UTILS
from mmengine.registry import TRANSFORMS as MMENGINE_TRANSFORMS
from mmengine.registry import Registry as MMEngineRegistry

from .utils.mmengine_compat import resolve_packages
from .utils.optional import explain_missing_type

SCOPE = 'mmflexgen'

resolve_packages()


class Registry(MMEngineRegistry):
    """A registry that says which missing piece hides a type of ours."""

    def get(self, key: str) -> Optional[type]:
        """As mmengine's, which returns None for an unknown key.

        Raises:
            InputError: the type is ours, but a piece that its module needs
                (mmcv's ops, mmdet, mmseg ...) is not installed.
        """
        found = super().get(key)
        if found is None:
            explain_missing_type(key.rsplit('.', maxsplit=1)[-1])
        return found


DATASETS = Registry(
    'dataset', parent=MMENGINE_DATASETS, scope=SCOPE,
    locations=['mmflexgen.datasets'])
DATA_SAMPLERS = Registry(
    'data sampler', parent=MMENGINE_DATA_SAMPLERS, scope=SCOPE,
    locations=['mmflexgen.datasets'])
TRANSFORMS = Registry(
    'transform', parent=MMENGINE_TRANSFORMS, scope=SCOPE,
    locations=['mmflexgen.datasets'])
# Generators, diffusion wrappers, decoders and losses.
MODELS = Registry(
    'model', parent=MMENGINE_MODELS, scope=SCOPE,
    locations=['mmflexgen.models'])
HOOKS = Registry(
    'hook', parent=MMENGINE_HOOKS, scope=SCOPE,
    locations=['mmflexgen.engine'])
OPTIM_WRAPPERS = Registry(
    'optim_wrapper', parent=MMENGINE_OPTIM_WRAPPERS, scope=SCOPE,
    locations=['mmflexgen.engine'])
METRICS = Registry(
    'metric', parent=MMENGINE_METRICS, scope=SCOPE,
    locations=['mmflexgen.evaluation'])
# Sources of requests, readers of layouts, sample filters and exporters: the
# parts of the synthesis engine; and codecs, labelers and annotators, which
# models and tools share.
TASK_UTILS = Registry(
    'task util', parent=MMENGINE_TASK_UTILS, scope=SCOPE,
    locations=['mmflexgen.prompts', 'mmflexgen.layouts',
               'mmflexgen.synthesis', 'mmflexgen.exporters',
               'mmflexgen.models.annotators',
               'mmflexgen.models.colour_codec',
               'mmflexgen.models.labelers'])
